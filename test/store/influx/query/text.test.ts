import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { linesOf } from '../../../../src/store/influx/lines.ts';
import { influxAsk } from '../../../../src/store/influx/query/ask.ts';
import { influxQuery } from '../../../../src/store/influx/query/open.ts';
import { decimal, identifier, literal } from '../../../../src/store/influx/query/text.ts';
import { BASE, samples } from '../../../contracts/store-entries.ts';
import { accessTo, influxMissing, startInflux, type Influx } from '../../../support/influxd.ts';

/** As InfluxQL's scanner reads it: up to the first quote that no backslash stands before. */
const scanned = (text: string): { readonly value: string; readonly rest: string } => {
  const [quote] = text;
  let value = '';
  for (let i = 1; i < text.length; i += 1) {
    const c = text[i];
    if (c === quote) return { value, rest: text.slice(i + 1) };
    if (c === '\n') break;
    if (c !== '\\') value += c;
    else {
      i += 1;
      const known: Readonly<Record<string, string>> = { n: '\n', '\\': '\\', '"': '"', "'": "'" };
      const read = known[text[i] ?? ''];
      if (read === undefined) break;
      value += read;
    }
  }
  throw new Error(`not closed: ${text}`);
};
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: fc.constantFrom("'", '"', '\\', '\n', ' ', ';', '-', '/', '*', 'x', ',', '='), maxLength: 20 }),
);

describe('text in a statement', () => {
  it('ends where it was meant to end, whatever it holds', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(scanned(`${literal(text)} AND`)).toEqual({ value: text, rest: ' AND' });
        expect(scanned(`${identifier(text)} AND`)).toEqual({ value: text, rest: ' AND' });
      }),
    );
  });
  it('has numbers without exponents that are the same numbers', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (n) => {
        expect(decimal(n)).toMatch(/^-?\d+(\.\d+)?$/);
        expect(Number(decimal(n))).toBe(n + 0);
      }),
    );
  });
});

const missing = influxMissing();
describe.skipIf(missing !== undefined)(`names in a real InfluxDB (${missing ?? 'it is there'})`, () => {
  let influx: Influx;
  beforeAll(async () => {
    influx = await startInflux();
  });
  afterAll(() => influx?.close());

  it('finds a series under whatever name it was written', async () => {
    const database = await influx.createDatabase();
    const access = accessTo(influx, database);
    const query = influxQuery(influxAsk(access));
    const names = fc.sample(anyText, { numRuns: 150, seed: 4 });
    const subjects = [...new Set([...names, '-', 'a\\', "' OR 'a' = 'a"])].map((text) => ({
      target: text,
      vantage: text,
    }));
    const entries = subjects.map((subject, i) => ({ ...samples(BASE, i), subject }));
    await influx.write(database, entries.flatMap((e) => linesOf(e, 'home')).join('\n'));
    const found = await Promise.all(
      subjects.map((subject) =>
        query.raw({ probe: 'ping', field: 'rtt', subject, from: BASE, to: BASE + 1_000, limit: 2 }),
      ),
    );
    expect(found).toEqual(subjects.map((_, i) => [{ at: BASE, value: i }]));
    const known = (await query.series()).map((s) => JSON.stringify(s.subject)).toSorted();
    expect(known).toEqual(subjects.map((s) => JSON.stringify(s)).toSorted());
  });
});
