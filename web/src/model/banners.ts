import type { Gap, Overview } from '../../../src/api/schema.ts';
import { formatDuration } from './format.ts';
import { momentSpan, type Zone } from './time.ts';
import { gapReason } from './words.ts';

/** Something the whole page should say before its numbers. */
export interface Banner {
  readonly key: 'no-route' | 'no-engine' | 'gap';
  readonly severity: 'fail' | 'warn' | 'info';
  readonly title: string;
  readonly text: string;
  /** The stretch of time that the text names, and what was now (µs). */
  readonly span?: { readonly from: number; readonly to: number; readonly now: number };
  /** A command to copy. */
  readonly remedy?: string;
}

const HOUR = 3_600_000_000;
/** A hiccup of a few seconds shows on the chart; it needs no banner. */
const WORTH_TELLING = 5_000_000;

const gapBanner = (gaps: readonly Gap[], now: number, zone: Zone): Banner | undefined => {
  const recent = gaps.filter(
    (g) => g.subject?.target === undefined && now - g.to < HOUR && g.to - g.from >= WORTH_TELLING,
  );
  const last = recent.at(-1);
  if (last === undefined) return undefined;
  const what = last.reason === 'restored' ? 'Not in the record' : 'Was not watching';
  const more = recent.length > 1 ? ` ${recent.length - 1} more in the last hour.` : '';
  return {
    key: 'gap',
    severity: 'info',
    title: `${what}${last.subject === undefined ? '' : ` from ${last.subject.vantage}`} for ${formatDuration((last.to - last.from) / 1_000)}`,
    span: { from: last.from, to: last.to, now },
    text: `From ${momentSpan(last.from, last.to, now, zone)} ${gapReason(last.reason)}. Nothing is known of that time; it counts as neither up nor down.${more}`,
  };
};

/** What the overview should tell first, the most serious first. */
export const bannersOf = (o: Overview, gaps: readonly Gap[], now: number, zone?: Zone): Banner[] => {
  const banners: Banner[] = [];
  if (!o.routes.v4 && !o.routes.v6) {
    banners.push({
      key: 'no-route',
      severity: 'fail',
      title: 'No route out',
      text: 'This machine has no default route, so nothing beyond the local network can be reached. Check the cable or Wi-Fi and the DHCP lease; this should show a line that starts with “default”. What can be reached without one is still measured below.',
      remedy: 'ip route',
    });
  }
  if (o.engineMissing !== undefined) {
    banners.push({
      key: 'no-engine',
      severity: 'warn',
      title: 'No echoes: TCP connect time stands in',
      text: `${o.engineMissing.why.replace(/\.$/, '')}. The numbers marked TCP are the time to open a connection. To allow echoes, run this and start plumbline again:`,
      remedy: o.engineMissing.remedy,
    });
  }
  const gap = gapBanner(gaps, now, zone);
  if (gap !== undefined) banners.push(gap);
  return banners;
};
