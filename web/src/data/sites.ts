import { useLayoutEffect, useState } from 'hono/jsx/dom';

import type { SiteDetail, Sites } from '../../../src/api/sites/schema.ts';
import type { HeadersReport } from '../../../src/probes/headers/report.ts';
import { headersReportOf } from '../model/site-report.ts';
import { api } from './api.ts';
import { useAsked } from './lines.ts';

const SECOND = 1_000;

export const useSites = () => useAsked<Sites>('sites', 30 * SECOND, (_, signal) => api.sites(signal));
export const useSite = (name: string) =>
  useAsked<SiteDetail>(`site ${name}`, 30 * SECOND, (_, signal) => api.site(name, signal));

/** One report on headers: while it is read, and where it could not be. */
export type ReportAsked =
  | { readonly status: 'reading' }
  | { readonly status: 'failed'; readonly problem: string }
  | { readonly status: 'read'; readonly report: HeadersReport };
const READING: ReportAsked = { status: 'reading' };
const GONE = 'This run is not in the record any more.';

/** The report of one run of `headers`; a run never changes, so each is read once. */
export const useHeadersRun = (site: string, run: { readonly id: string; readonly at: number } | undefined) => {
  const [found, setFound] = useState<ReadonlyMap<string, ReportAsked>>(new Map());
  const { id, at } = run ?? { id: undefined, at: 0 };
  useLayoutEffect(() => {
    if (id === undefined || found.get(id)?.status === 'read') return undefined;
    const stop = new AbortController();
    const read = async (): Promise<ReportAsked> => {
      try {
        const { runs } = await api.runs(
          site,
          { probe: 'headers', from: at, to: at + 1_000_000, limit: 20 },
          stop.signal,
        );
        const outcome = runs.find((r) => r.id === id)?.outcome;
        const report = outcome?.status === 'measured' ? headersReportOf(outcome.report) : undefined;
        return report === undefined ? { status: 'failed', problem: GONE } : { status: 'read', report };
      } catch (error) {
        return { status: 'failed', problem: error instanceof Error ? error.message : 'It could not be read.' };
      }
    };
    void read().then((asked) => {
      if (!stop.signal.aborted) setFound((known) => new Map([...known, [id, asked]]));
      return asked;
    });
    return () => stop.abort();
  }, [site, id]);
  return id === undefined ? READING : (found.get(id) ?? READING);
};
