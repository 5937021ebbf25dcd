import { type Arbitrary, integer, stringMatching, tuple, uint8Array } from 'fast-check';

/** Any bytes that could come as a header value, as latin1. */
export const anyField: Arbitrary<string> = uint8Array({ maxLength: 400 }).map((any) =>
  Buffer.from(any).toString('latin1'),
);
/** Something real with a piece of it replaced, left out or put in. */
export const mutated = (real: string): Arbitrary<string> =>
  tuple(integer({ min: 0, max: real.length }), integer({ min: 0, max: 4 }), stringMatching(/^[ -~\t]{0,3}$/)).map(
    ([at, less, more]) => real.slice(0, at) + more + real.slice(at + less),
  );
