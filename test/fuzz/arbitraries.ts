import * as fc from 'fast-check';

/** Where an edit is made, how much it takes away, and what it puts there. */
interface Edit<T> {
  readonly at: number;
  readonly drop: number;
  readonly put: T;
}
const edits = <T>(put: fc.Arbitrary<T>): fc.Arbitrary<readonly Edit<T>[]> =>
  fc.array(fc.record({ at: fc.nat(0xffff), drop: fc.oneof(fc.constant(0), fc.nat(8), fc.nat(200)), put }), {
    maxLength: 6,
  });

/** Any text at all: ASCII, any code point, halves of surrogate pairs. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ maxLength: 200 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(fc.nat(0xffff), { maxLength: 20 }).map((units) => String.fromCharCode(...units)),
);

/** The same with no half of a surrogate pair alone. */
export const wellFormed = (text: string): string => Buffer.from(text).toString();

/** Good texts with some of them cut out, doubled or overwritten; `words` are what the reader looks for. */
const nearly = (good: readonly string[], words: readonly string[]): fc.Arbitrary<string> => {
  const put = fc.oneof(fc.constantFrom('', ...words), fc.string({ maxLength: 6 }), fc.constantFrom(...good));
  return fc.tuple(fc.constantFrom(...good), edits(put)).map(([text, all]) =>
    all
      .reduce((t, { at, drop, put }) => {
        const from = at % (t.length + 1);
        return t.slice(0, from) + put + t.slice(from + drop);
      }, text)
      .slice(0, 20_000),
  );
};
/** Near to a good text, or anything. */
export const textLike = (good: readonly string[], words: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof({ weight: 5, arbitrary: nearly(good, words) }, { weight: 1, arbitrary: anyText });

export const anyBytes = (most: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ maxLength: most });
/** Good bytes with some of them changed, and the end cut off or more put there. */
export const bytesLike = (good: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> =>
  fc.tuple(good, edits(fc.oneof(fc.constant(new Uint8Array()), fc.uint8Array({ maxLength: 4 })))).map(([bytes, all]) =>
    all.reduce((b, { at, drop, put }) => {
      const from = at % (b.length + 1);
      return Uint8Array.from([...b.subarray(0, from), ...put, ...b.subarray(from + drop)]);
    }, bytes),
  );
