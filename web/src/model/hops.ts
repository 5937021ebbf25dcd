import type { Run } from '../../../src/api/schema.ts';

/** One line of a route, as far as the report told. */
export interface Hop {
  readonly ttl: number;
  readonly address?: string;
  readonly name?: string;
  /** µs, ascending not required; empty when nobody answered. */
  readonly rtts: readonly number[];
  readonly note?: string;
}

const isObject = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null;
const firstOf = <T>(o: Record<string, unknown>, keys: readonly string[], is: (v: unknown) => v is T): T | undefined => {
  for (const k of keys) {
    const v = o[k];
    if (is(v)) return v;
  }
  return undefined;
};
const isText = (v: unknown): v is string => typeof v === 'string' && v !== '';
const isNumber = (v: unknown): v is number => typeof v === 'number' && Number.isFinite(v);

const hopOf = (v: unknown, index: number): Hop | undefined => {
  if (!isObject(v)) return undefined;
  const address = firstOf(v, ['address', 'from'], isText);
  const name = firstOf(v, ['name', 'host'], isText);
  const several = Array.isArray(v['rtts']) ? v['rtts'] : Array.isArray(v['rttMicros']) ? v['rttMicros'] : [];
  const one = firstOf(v, ['rtt', 'rttMicros'], isNumber);
  const rtts = [...several.filter(isNumber), ...(one === undefined ? [] : [one])];
  const note = firstOf(v, ['note', 'error'], isText);
  return {
    ttl: firstOf(v, ['ttl', 'hop'], isNumber) ?? index + 1,
    rtts,
    ...(address === undefined ? {} : { address }),
    ...(name === undefined ? {} : { name }),
    ...(note === undefined ? {} : { note }),
  };
};

/** The hops of a `route` run, at most 64; undefined when the run has none. The report is the probe's own: read with care. */
export const hopsOf = (run: Run): readonly Hop[] | undefined => {
  if (run.outcome.status !== 'measured' || !isObject(run.outcome.report)) return undefined;
  const { hops } = run.outcome.report;
  if (!Array.isArray(hops)) return undefined;
  return hops.slice(0, 64).flatMap((h, i) => hopOf(h, i) ?? []);
};
