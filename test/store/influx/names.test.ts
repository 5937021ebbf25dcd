import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { isStream, streamedFields } from '../../../src/probes/probe.ts';
import { PROBES } from '../../../src/probes/index.ts';
import { linesOf, markLine, targetLine } from '../../../src/store/influx/lines.ts';
import { influxSchema, pieceField } from '../../../src/store/influx/names.ts';
import { rollups } from '../../../src/store/influx/rollup.ts';
import { BASE, entriesArb, gap, run, samples } from '../../contracts/store-entries.ts';
import { parseLine } from '../../support/line-protocol.ts';

const schema = influxSchema(
  PROBES.map((p) => ({ name: p.name, values: p.values, streams: isStream(p) ? streamedFields(p) : [] })),
);
const named = (name: string) => schema.find((m) => m.name === name);

describe('the schema of the registry', () => {
  it('has every measurement once, under the prefix', () => {
    const names = schema.map((m) => m.name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(['plumbline_ping', 'plumbline_tcp', 'plumbline_runs']));
    expect(names.every((n) => n.startsWith('plumbline_'))).toBe(true);
    expect(named('plumbline_route'), 'a route is no stream').toBeUndefined();
  });
  it('has no field with the name of a tag, and no field that might be the next piece of another', () => {
    for (const { name, tags, fields, inPieces } of schema) {
      expect(
        Object.keys(fields).filter((f) => tags.includes(f)),
        name,
      ).toEqual([]);
      expect(
        inPieces.filter((f) => pieceField(f, 1) in fields),
        name,
      ).toEqual([]);
    }
  });
  it('has the first of its values as the field of a stream that names none', () => {
    expect(named('plumbline_ping')).toEqual({
      name: 'plumbline_ping',
      tags: ['target', 'via', 'vantage'],
      fields: {
        rtt: 'float',
        rtt_lost: 'integer',
        rtt_reason: 'string',
        rtt_said_by: 'string',
        rtt_late: 'float',
        rtt_duplicate: 'float',
        rtt_reordered: 'float',
      },
      inPieces: [],
    });
    expect(named('plumbline_runs')?.fields).toMatchObject({ value_rttP90: 'float', value_connect: 'float' });
  });
});

const typeOf = (value: unknown): string => {
  if (typeof value === 'number') return 'float';
  return typeof value === 'object' ? 'integer' : typeof value;
};

it('all that is written is in the schema: every tag always, no other field, no other type', () => {
  const rtt = { label: '', unit: 'us', better: 'lower' } as const;
  const values = { rtt, n: rtt, hops: rtt };
  const made = influxSchema(['ping', 'tcp', 'route', 'headers'].map((name) => ({ name, values, streams: ['rtt'] })));
  const check = (line: string): void => {
    const { measurement, tags, fields } = parseLine(line);
    const known = made.find((m) => m.name === measurement);
    expect(Object.keys(tags).toSorted()).toEqual([...(known?.tags ?? [])].toSorted());
    expect(Object.keys(fields)).not.toEqual([]);
    for (const [name, value] of Object.entries(fields)) {
      const whole = known?.inPieces.find((f) => name.startsWith(`${f}_`)) ?? name;
      expect({ [whole]: known?.fields[whole] }).toEqual({ [whole]: typeOf(value) });
    }
  };
  fc.assert(
    fc.property(entriesArb(BASE), (entries) => {
      for (const e of [...entries, samples(BASE, 1), run(BASE, 'r'), gap(BASE, BASE)])
        if (e.kind !== 'samples' || e.field === 'rtt')
          for (const line of [...linesOf(e, 'home'), ...rollups({ cursor: 0 }).linesOf([e])]) check(line);
    }),
  );
  const hours = rollups({ cursor: 0 }).linesOf([samples(BASE, 1), samples(BASE + 7_200e6, 1)]);
  expect(hours).toHaveLength(2);
  for (const line of hours) check(line);
  check(targetLine(BASE, 'home', { name: 'a', address: '', role: 'target', label: 'A' }));
  check(markLine(BASE, { vantage: 'home', journal: 'j', cursor: 1 }));
});
