import type { Run } from '../../../src/api/schema.ts';

/** What one `mtu` run found of the way to the target. */
export interface PathSeen {
  readonly at: number;
  readonly code: string;
  readonly severity: 'info' | 'warn' | 'fail';
  readonly summary: string;
  /** What to do, in lines to paste and to read. */
  readonly remedy?: string;
  /** Largest packet that passes, in bytes, by family. */
  readonly mtu4?: number;
  readonly mtu6?: number;
}
export type MtuField = 'mtu4' | 'mtu6';
export type MtuAt = { readonly at: number } & { readonly [F in MtuField]?: number | undefined };
const MTU_FIELDS: readonly MtuField[] = ['mtu4', 'mtu6'];

const isObject = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null;
const text = (v: unknown): string => (typeof v === 'string' ? v : '');
/** No link of the internet's carries more (RFC 791, RFC 2460), none less than this. */
const isMtu = (v: unknown): v is number => typeof v === 'number' && v >= 68 && v <= 65_575;

/** What the runs found, oldest first; those that found nothing out are left out. The report is read with care. */
export const pathsOf = (runs: readonly Run[]): readonly PathSeen[] =>
  runs
    .flatMap(({ at, outcome }): PathSeen[] => {
      if (outcome.status !== 'measured' || !isObject(outcome.report)) return [];
      const { verdict } = outcome.report;
      if (!isObject(verdict)) return [];
      const code = text(verdict['code']);
      const severity = text(verdict['severity']);
      if (code === '' || (severity !== 'info' && severity !== 'warn' && severity !== 'fail')) return [];
      const mtus = MTU_FIELDS.flatMap((f) => (isMtu(outcome.values[f]) ? [[f, outcome.values[f]] as const] : []));
      const remedy = text(outcome.findings.find((f) => f.code === code)?.remedy);
      const told = { summary: text(verdict['summary']), ...(remedy === '' ? {} : { remedy }) };
      return [{ at, code, severity, ...told, ...Object.fromEntries(mtus) }];
    })
    // Safari 15 has no toSorted.
    .sort((a, b) => a.at - b.at); // oxlint-disable-line unicorn/no-array-sort

/** A verdict and how long it stood, newest first: `until` is when the next one was found. */
export interface PathSpell {
  readonly seen: PathSeen;
  /** Undefined: still. */
  readonly until: number | undefined;
}
const sameWay = (a: PathSeen, b: PathSeen): boolean =>
  a.code === b.code && MTU_FIELDS.every((f) => a[f] === undefined || b[f] === undefined || a[f] === b[f]);

export const pathSpells = (paths: readonly PathSeen[]): readonly PathSpell[] => {
  const spells: { seen: PathSeen; until: number | undefined }[] = [];
  for (const seen of paths) {
    const last = spells.at(-1);
    if (last !== undefined && sameWay(last.seen, seen)) continue;
    if (last !== undefined) last.until = seen.at;
    spells.push({ seen, until: undefined });
  }
  return spells.reverse(); // oxlint-disable-line unicorn/no-array-reverse
};

/** A line that steps, in a box of 100 by 100, y downwards. */
export interface MtuSteps {
  readonly lines: readonly { readonly field: MtuField; readonly d: string; readonly last: number }[];
  /** The greatest and the least, in bytes; the box reaches a little beyond. */
  readonly most: number;
  readonly least: number;
}
/** Room above and below, so that a line is not on the edge. */
const ROOM = 12;

/** The path MTU over [from, to]; undefined where none was measured. A line goes on until the next run says otherwise. */
export const mtuSteps = (paths: readonly MtuAt[], from: number, to: number): MtuSteps | undefined => {
  const all = paths.flatMap((p) => MTU_FIELDS.flatMap((f) => p[f] ?? []));
  if (all.length === 0 || to <= from) return undefined;
  const [most, least] = [Math.max(...all), Math.min(...all)];
  const x = (at: number): string => (((Math.min(to, Math.max(from, at)) - from) / (to - from)) * 100).toFixed(2);
  const y = (mtu: number): string =>
    (most === least ? 50 : ROOM + ((most - mtu) / (most - least)) * (100 - 2 * ROOM)).toFixed(2);
  const lines = MTU_FIELDS.flatMap((field) => {
    const points = paths.flatMap((p) => (p[field] === undefined ? [] : [{ at: p.at, mtu: p[field] }]));
    const last = points.at(-1);
    if (last === undefined) return [];
    const d = points.map(({ at, mtu }, i) => (i === 0 ? `M${x(at)} ${y(mtu)}` : `H${x(at)}V${y(mtu)}`)).join('');
    return [{ field, d: `${d}H${x(to)}`, last: last.mtu }];
  });
  return { lines, most, least };
};
