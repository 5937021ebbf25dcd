import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { EVENT_TYPES, GAP_REASONS, type Entry } from '../../src/domain/entry.ts';
import { LOSS_REASONS, NOTE_KINDS, type Sample } from '../../src/domain/sample.ts';
import { PROBES } from '../../src/probes/index.ts';
import { isStream, streamedFields } from '../../src/probes/probe.ts';
import { linesOf } from '../../src/store/influx/lines.ts';
import { influxSchema } from '../../src/store/influx/names.ts';
import { influxMissing, startInflux, type Influx } from '../support/influxd.ts';
import { dashboardsOf, texts } from './files.ts';
import { columnsOf, problemsOf } from './influxql.ts';

const SCHEMA = influxSchema(
  PROBES.map((p) => ({ name: p.name, values: p.values, streams: isStream(p) ? streamedFields(p) : [] })),
);
const VALUES = {
  type: EVENT_TYPES,
  probe: PROBES.map((p) => p.name),
  severity: ['info', 'warn', 'fail'],
  status: ['measured', 'failed'],
  reason: GAP_REASONS,
  rtt_reason: LOSS_REASONS,
};
const dashboards = dashboardsOf('influxdb');

interface Asked {
  readonly where: string;
  readonly query: string;
  readonly alias: string;
}
const asked: readonly Asked[] = dashboards.flatMap(([file, { panels, templating, annotations }]) => [
  ...panels.flatMap(({ title, targets }) =>
    targets.map(({ refId, query = '', alias = '' }) => ({ where: `${file}, ${title}, ${refId}`, query, alias })),
  ),
  ...annotations.list.map(({ name, query = '' }) => ({ where: `${file}, annotation ${name}`, query, alias: '' })),
  ...templating.list
    .filter((v) => v.type === 'query')
    .map(({ name, query }) => ({
      where: `${file}, variable ${name}`,
      query: typeof query === 'string' ? query : query.query,
      alias: '',
    })),
]);

describe('the dashboards for InfluxDB', () => {
  it.each(asked.map(({ where, ...what }) => [where, what] as const))('%s: asks for what is written', (_, what) => {
    const { query, alias } = what;
    expect(problemsOf(query, alias, SCHEMA, VALUES)).toEqual([]);
  });
  it('show every series of every probe', () => {
    const text = [...texts.values()].join();
    for (const probe of PROBES.filter(isStream)) expect(text).toContain(`FROM \\"plumbline_${probe.name}\\"`);
    // Marks, rollups and what is watched are for readers of our own.
    const isOurs = (name: string): boolean => /_(export|minutes|hours|targets)$/.test(name);
    for (const { name } of SCHEMA) if (!isOurs(name)) expect(text).toContain(name);
  });
  it('take notes from columns that were asked for', () => {
    for (const [, { annotations }] of dashboards) {
      for (const { name, query = '', textColumn = '', tagsColumn = '', timeEndColumn = '' } of annotations.list) {
        const columns = columnsOf(query);
        for (const column of [textColumn, ...tagsColumn.split(','), ...(timeEndColumn === '' ? [] : [timeEndColumn])])
          expect(columns, name).toContain(column);
      }
    }
  });
  it.each([
    ['SELECT "rtt" FROM "plumbline_pong"', ''],
    ['SELECT "rrt" FROM "plumbline_ping"', ''],
    ['SELECT rtt FROM "plumbline_ping"', ''],
    ['SELECT "rtt" FROM "plumbline_ping" WHERE "rtt_reason" = \'bored\'', ''],
    ['SELECT mean("rtt") FROM "plumbline_ping" GROUP BY "rtt"', ''],
    ['SELECT mean("rtt") FROM "plumbline_ping" GROUP BY "via"', '$tag_target'],
    ['SHOW TAG VALUES FROM /^plumbline_(ping|runs)$/ WITH KEY = "probe"', ''],
    ['SELECT "median" FROM (SELECT mean("rtt") AS "mean" FROM "plumbline_ping")', ''],
  ])('would be found out: %s', (query, alias) => {
    expect(problemsOf(query, alias, SCHEMA, VALUES)).toHaveLength(1);
  });
});

const SECOND = 1_000_000;
/** The start of a minute, so that a minute of samples is a point of a graph. */
const NOW = Math.floor(Date.now() / 60_000) * 60 * SECOND;
const subject = { target: 'router', via: 'dsl', vantage: 'home' };
/** A bit of everything: what a query of ours should find something in. */
const lossy = (i: number): Sample => {
  const at = NOW - i * SECOND;
  const reason = LOSS_REASONS[i % LOSS_REASONS.length];
  return i % 12 === 0 && reason !== undefined ? { at, lost: reason } : { at, value: 20_000 + 100 * (i % 7) };
};
const samples = Array.from({ length: 600 }, (_, i) => lossy(i)).concat(
  Array.from({ length: 60 }, (_, i): Sample => ({
    at: NOW - 700 * SECOND + i * SECOND,
    lost: LOSS_REASONS[i % 6] ?? 'timeout',
  })),
  // A spell each of few, some, many lost: a colour of the median each.
  ...[50, 15, 5, 1].map((apart, spell) =>
    Array.from({ length: 60 }, (_, i): Sample => {
      const at = NOW - (20 + 2 * spell) * 60 * SECOND + i * SECOND;
      return i % (apart + 1) === apart ? { at, lost: 'timeout' } : { at, value: 30_000 };
    }),
  ),
  NOTE_KINDS.map((note, i): Sample => ({ at: NOW - (i + 1) * SECOND - 500_000, note, value: 2_500_000 })),
);
const happened = (i: number, more: Pick<Entry & { kind: 'event' }, 'type' | 'evidence'>): Entry => ({
  kind: 'event',
  at: NOW - i * SECOND,
  severity: 'warn',
  subject,
  probe: 'ping',
  ...more,
});
const ENTRIES: readonly Entry[] = [
  { kind: 'samples', probe: 'ping', field: 'rtt', subject, samples },
  { kind: 'samples', probe: 'tcp', field: 'connect', subject, samples },
  ...PROBES.filter((p) => p.ofLines === true && isStream(p)).flatMap((probe) =>
    (isStream(probe) ? streamedFields(probe) : []).map((field): Entry => ({
      kind: 'samples',
      probe: probe.name,
      field,
      subject: { target: 'dsl', via: 'dsl', vantage: 'home' },
      samples,
    })),
  ),
  happened(6, { type: 'failover', evidence: { from: 'dsl', to: 'mobile', darkSeconds: 9.2 } }),
  {
    kind: 'run',
    id: 'r1',
    at: NOW - SECOND,
    tookMs: 12,
    probe: 'route',
    subject,
    outcome: {
      status: 'measured',
      values: { hops: 9 },
      findings: [
        { code: 'packet-loss', severity: 'warn', evidence: { lost: 1 }, remedy: 'look' },
        { code: 'target-down', severity: 'fail', evidence: { since: 'now' } },
      ],
      report: {},
    },
  },
  {
    kind: 'run',
    id: 'r2',
    at: NOW - 2 * SECOND,
    tookMs: 12,
    probe: 'route',
    subject,
    outcome: { status: 'failed', reason: 'timeout', detail: 'nothing came back', findings: [] },
  },
  happened(9, { type: 'state-changed', evidence: { from: 'up', to: 'down' } }),
  happened(5, { type: 'state-changed', evidence: { from: 'down', to: 'up', outageSeconds: 4 } }),
  happened(4, { type: 'address-changed', evidence: { from: '192.0.2.1', to: '192.0.2.2', using: '192.0.2.2' } }),
  { kind: 'event', at: NOW - 3 * SECOND, type: 'service-started', severity: 'info', evidence: { version: '1' } },
  { kind: 'gap', from: NOW - 20 * SECOND, to: NOW - 10 * SECOND, reason: 'stopped' },
];
// The state of a target that is only connected to is told of its TCP.
const STATES = ENTRIES.flatMap((e) =>
  e.kind === 'event' && e.type === 'state-changed' ? [{ ...e, probe: 'tcp' }] : [],
);

/** As Grafana fills them in. */
const filledIn = (query: string): string =>
  query
    .replaceAll(
      '$timeFilter',
      `time >= ${Math.floor(NOW / 1_000) - 3_600_000}ms and time <= ${Math.ceil(NOW / 1_000)}ms`,
    )
    .replaceAll('$__interval', '60s')
    .replaceAll('${target:regex}', 'router')
    .replaceAll('${via:regex}', '(dsl|-)')
    .replaceAll('${vantage:regex}', '.*');

const missing = influxMissing();
describe.skipIf(missing !== undefined)(`the dashboards, asked of a real InfluxDB (${missing ?? 'there'})`, () => {
  let influx: Influx;
  let database: string;
  beforeAll(async () => {
    influx = await startInflux();
    database = await influx.createDatabase();
    await influx.write(database, [...ENTRIES, ...STATES].flatMap((entry) => linesOf(entry, 'home')).join('\n'));
  });
  afterAll(() => influx?.close());

  it('fill in every variable', () => {
    for (const { where, query } of asked) expect(filledIn(query), where).not.toMatch(/\$[\w{]/);
  });
  it.each(asked.map(({ where, query }) => [where, query] as const))('%s: brings values', async (_, query) => {
    const { results } = await influx.query(filledIn(query), database);
    const rows = (results[0]?.series ?? []).flatMap(({ columns, values }) =>
      values.map((row) => row.filter((value, i) => columns[i] !== 'time' && value !== null && value !== 0)),
    );
    expect(rows.filter((row) => row.length > 0).length).toBeGreaterThan(0);
  });
});
