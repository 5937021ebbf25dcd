import type { Run } from '../../../src/api/schema.ts';

/** Who answered at one distance; several where the path has several. */
export interface Hop {
  readonly ttl: number;
  readonly answers: readonly { readonly address: string; /** µs, as they came. */ readonly rtts: readonly number[] }[];
  /** Echoes that nothing came back for. */
  readonly lost: number;
  /** The path ends here: this hop says that it cannot go on. */
  readonly end: boolean;
}

const MOST_HOPS = 64;
const isObject = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null;
const isNumber = (v: unknown): v is number => typeof v === 'number' && Number.isFinite(v);
const list = (v: unknown): readonly unknown[] => (Array.isArray(v) ? v.slice(0, MOST_HOPS) : []);

const answersOf = (v: unknown): Hop['answers'] =>
  list(v).flatMap((a) =>
    isObject(a) && typeof a['address'] === 'string'
      ? [{ address: a['address'], rtts: list(a['rttMicros']).filter(isNumber) }]
      : [],
  );

/** The hops of a `route` run; undefined when it has none. The report is the probe's own, so it is read with care. */
export const hopsOf = (run: Run): readonly Hop[] | undefined => {
  if (run.outcome.status !== 'measured' || !isObject(run.outcome.report)) return undefined;
  const { hops } = run.outcome.report;
  if (!Array.isArray(hops)) return undefined;
  return list(hops).flatMap((h, i): Hop[] => {
    if (!isObject(h)) return [];
    const { ttl, lost } = h;
    return [
      {
        ttl: isNumber(ttl) ? ttl : i + 1,
        answers: answersOf(h['addresses']),
        lost: isNumber(lost) ? lost : 0,
        end: isObject(h['unreachable']),
      },
    ];
  });
};
