import * as fc from 'fast-check';

/** What is fuzzed under one name: whatever comes, the property holds, and in time. */
export interface Target {
  readonly name: string;
  readonly property: fc.IRawProperty<unknown>;
  /** Cases in the unit test, where a hundred would take too long. */
  readonly quick?: number;
  /** Gives back what the cases share. */
  readonly close?: () => Promise<void>;
}
type Arbitraries<Ts> = { readonly [K in keyof Ts]: fc.Arbitrary<Ts[K]> };
type More = Pick<Target, 'quick' | 'close'>;

/** A target whose cases end at once. */
export const target = <Ts extends [unknown, ...unknown[]]>(
  name: string,
  arbitraries: Arbitraries<Ts>,
  holds: (...values: Ts) => void,
  more: More = {},
): Target => ({
  name,
  property: fc.property(fc.tuple<Ts>(...arbitraries), (values) => holds(...values)) as fc.IRawProperty<unknown>,
  ...more,
});
/** A target whose cases wait for something. */
export const waiting = <Ts extends [unknown, ...unknown[]]>(
  name: string,
  arbitraries: Arbitraries<Ts>,
  holds: (...values: Ts) => Promise<void>,
  more: More = {},
): Target => ({
  name,
  property: fc.asyncProperty(fc.tuple<Ts>(...arbitraries), (values) => holds(...values)) as fc.IRawProperty<unknown>,
  ...more,
});
