import { DAY, HOUR, microsOf, type EpochMicros } from '../../domain/time.ts';
import type { Bucket, Range } from '../../store/journal.ts';
import type { Facts } from './facts.ts';
import { html, type Markup } from './markup.ts';

const WIDTH = 720;
const LEFT = 44;
const HEIGHT = 110;
const HOUR_US = microsOf(HOUR);
const DAY_US = microsOf(DAY);

const scaleOf = ({ from, to }: Range) => {
  const x = (at: EpochMicros): number =>
    LEFT + ((Math.min(to, Math.max(from, at)) - from) / (to - from)) * (WIDTH - LEFT - 4);
  return (at: EpochMicros): string => x(at).toFixed(1);
};
/** A round number that is not below. */
const roundUp = (n: number): number => {
  const magnitude = 10 ** Math.floor(Math.log10(n));
  return ([1, 2, 5, 10].find((step) => step * magnitude >= n) ?? 10) * magnitude;
};

/** Days, or hours where there are few of them; some ten labels at most. */
const ticksOf = ({ from, to }: Range): readonly { readonly at: EpochMicros; readonly label: string }[] => {
  const steps = [1, 3, 6, 12, 24, 48, 72, 168].map((hours) => hours * HOUR_US);
  const step = steps.find((s) => (to - from) / s <= 10) ?? 7 * DAY_US;
  const ticks = [];
  for (let at = Math.ceil(from / step) * step; at < to; at += step) {
    const iso = new Date(at / 1_000).toISOString();
    ticks.push({ at, label: step >= DAY_US || iso.slice(11, 16) === '00:00' ? iso.slice(5, 10) : iso.slice(11, 16) });
  }
  return ticks;
};

interface Panel {
  readonly title: string;
  readonly top: number;
  readonly most: number;
  readonly unit: string;
}
const frame = ({ title, top, most, unit }: Panel): Markup =>
  html` <text x="${LEFT}" y="${top - 6}">${title}</text>
    <line x1="${LEFT}" x2="${WIDTH - 4}" y1="${top}" y2="${top}" stroke="#d5dbe3" />
    <line x1="${LEFT}" x2="${WIDTH - 4}" y1="${top + HEIGHT}" y2="${top + HEIGHT}" stroke="#7d8896" />
    <text x="${LEFT - 5}" y="${top + 4}" text-anchor="end">${most} ${unit}</text>
    <text x="${LEFT - 5}" y="${top + HEIGHT + 3}" text-anchor="end">0</text>`;

/** Neighbouring hours in rows without a break, so that a line does not lead over what was not measured. */
const rowsOf = (hours: readonly Bucket[]): readonly (readonly Bucket[])[] => {
  const rows: Bucket[][] = [];
  for (const hour of hours) {
    const row = rows.at(-1);
    if (hour.p50 === undefined) continue;
    if (row?.at(-1)?.at === hour.at - HOUR_US) row.push(hour);
    else rows.push([hour]);
  }
  return rows;
};

/** Loss and round-trip time hour by hour, outages and what was not watched behind them. */
export const chartOf = ({ range, hours, outages, gaps }: Facts): Markup => {
  const x = scaleOf(range);
  const loss = { title: 'Loss by hour', top: 20, unit: '%', most: 100 };
  const worst = Math.max(0.01, ...hours.map((h) => (h.n === 0 ? 0 : h.lost / h.n)));
  loss.most = Math.min(100, roundUp(worst * 100));
  const highest = Math.max(1, ...hours.map((h) => h.p90 ?? 0)) / 1_000;
  const rtt = {
    title: 'Round-trip time by hour: median, and the middle 80 %',
    top: 170,
    unit: 'ms',
    most: roundUp(highest),
  };
  const y = (panel: Panel, value: number): string =>
    (panel.top + HEIGHT * (1 - Math.min(1, value / panel.most))).toFixed(1);
  const back = (from: EpochMicros, to: EpochMicros, fill: string): Markup => {
    const width = Math.max(0.8, Number(x(to)) - Number(x(from))).toFixed(1);
    return html`<rect x="${x(from)}" y="20" width="${width}" height="${150 + HEIGHT}" fill="${fill}" />`;
  };
  const bars = hours.flatMap((h): readonly Markup[] => {
    if (h.n === 0 || h.lost === 0) return [];
    const share = (h.lost / h.n) * 100;
    const width = Math.max(0.8, Number(x(h.at + HOUR_US)) - Number(x(h.at)) - 0.3).toFixed(1);
    const top = y(loss, share);
    const height = Math.max(0.8, loss.top + HEIGHT - Number(top)).toFixed(1);
    return [html`<rect x="${x(h.at)}" y="${top}" width="${width}" height="${height}" fill="#a1083b" />`];
  });
  const lines = rowsOf(hours).map((row) => {
    const middle = (h: Bucket): string => x(h.at + HOUR_US / 2);
    const point = (h: Bucket, value: number | undefined): string => `${middle(h)},${y(rtt, (value ?? 0) / 1_000)}`;
    const band = [...row.map((h) => point(h, h.p90)), ...row.toReversed().map((h) => point(h, h.p10))].join(' ');
    const median = row.map((h) => point(h, h.p50)).join(' ');
    return html`<polygon points="${band}" fill="#9cc7e3" /><polyline
        points="${median}"
        fill="none"
        stroke="#0a5a9c"
        stroke-width="1.4"
      />`;
  });
  const ticks = ticksOf(range).map(
    ({ at, label }) =>
      html`<line x1="${x(at)}" x2="${x(at)}" y1="280" y2="284" stroke="#7d8896" /><text
          x="${x(at)}"
          y="296"
          text-anchor="middle"
          >${label}</text
        >`,
  );
  return html`<svg
    viewBox="0 0 ${WIDTH} 302"
    role="img"
    aria-label="Loss and round-trip time by hour; the table below has the numbers"
  >
    ${gaps.map((g) => back(g.from, g.to, '#dfe3e8'))}${outages.map((o) => back(o.from, o.to ?? range.to, '#f4c6d0'))}
    ${frame(loss)}${bars}${frame(rtt)}${lines}${ticks}
  </svg>`;
};
