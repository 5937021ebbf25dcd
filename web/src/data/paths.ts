import { useLayoutEffect, useState } from 'hono/jsx/dom';

import type { PathDetail, Paths } from '../../../src/api/paths/schema.ts';
import type { Live, Run } from '../../../src/api/schema.ts';
import { api } from './api.ts';
import { useAsked } from './lines.ts';

const SECOND = 1_000;
const PROBE = 'mtu';
const isRun = (m: Live): boolean => m.kind === 'run' && m.probe === PROBE;

export const usePathList = () => useAsked<Paths>('paths', 30 * SECOND, (_, signal) => api.paths(signal), isRun);
/** A month of runs: asked for anew when there is one more. */
export const usePath = (target: string, via: string | undefined) =>
  useAsked<PathDetail>(`${target} ${via ?? ''}`, 300 * SECOND, (_, signal) => api.path(target, via, signal), isRun);

/** Whole runs of a way by their ids, as far as they are read; what is not in the record any more is `null`. */
export const useRuns = (
  target: string,
  wanted: readonly { readonly id: string; readonly at: number }[],
): ReadonlyMap<string, Run | null> => {
  const [known, setKnown] = useState<ReadonlyMap<string, Run | null>>(new Map());
  const missing = wanted.filter(({ id }) => !known.has(id));
  useLayoutEffect(() => {
    if (missing.length === 0) return undefined;
    const stop = new AbortController();
    const read = async ({ id, at }: (typeof missing)[number]): Promise<readonly [string, Run | null]> => {
      try {
        const asked = { probe: PROBE, from: at, to: at + 1_000_000, limit: 20 };
        const { runs } = await api.runs(target, asked, stop.signal);
        return [id, runs.find((r) => r.id === id) ?? null];
      } catch {
        return [id, null];
      }
    };
    void Promise.all(missing.map(read)).then((read) => {
      if (!stop.signal.aborted) setKnown((before) => new Map([...before, ...read]));
      return read;
    });
    return () => stop.abort();
  }, [target, missing.map((w) => w.id).join(' ')]);
  return known;
};
