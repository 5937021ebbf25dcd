import { describe, expect, it } from 'vitest';

import { dashboards, texts, type Dashboard } from './files.ts';

/** Of Grafana's units, those that our dashboards need; its own name for microseconds is a Greek letter and an s. */
const UNITS = new Set(['µs', 'ms', 's', 'percentunit', 'short', 'bytes']);
const PANELS = new Set(['stat', 'table', 'timeseries', 'status-history', 'state-timeline', 'heatmap', 'row']);
const WIDTH = 24;

const unitsOf = ({ fieldConfig }: Dashboard['panels'][number]): readonly unknown[] => [
  ...(fieldConfig?.defaults.unit === undefined ? [] : [fieldConfig.defaults.unit]),
  ...(fieldConfig?.overrides ?? []).flatMap(({ properties }) =>
    properties.filter(({ id }) => id === 'unit').map(({ value }) => value),
  ),
];
const overlap = (a: Dashboard['panels'][number]['gridPos'], b: typeof a): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

it('dashboards have titles and ids of their own', () => {
  const all = [...dashboards.values()];
  expect([...dashboards.keys()].toSorted()).toEqual([
    'influxdb-lines.json',
    'influxdb-overview.json',
    'influxdb-sites.json',
    'influxdb-target.json',
    'prometheus.json',
  ]);
  for (const key of ['uid', 'title'] as const) expect(new Set(all.map((d) => d[key])).size).toBe(all.length);
});
describe.each([...dashboards])('%s', (name, dashboard) => {
  const { panels, templating, annotations, schemaVersion } = dashboard;
  it('is of a schema that Grafana 10 and 11 read', () => {
    expect(schemaVersion).toBeGreaterThanOrEqual(38);
    expect(schemaVersion).toBeLessThanOrEqual(39);
  });
  it('has panels of kinds that come with Grafana, with ids of their own', () => {
    expect(new Set(panels.map((p) => p.id)).size).toBe(panels.length);
    for (const { type, title } of panels) expect(PANELS, title).toContain(type);
  });
  it('lays no panel over another, and none beyond the edge', () => {
    for (const [i, { title, gridPos }] of panels.entries()) {
      expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(WIDTH);
      for (const other of panels.slice(i + 1))
        expect(overlap(gridPos, other.gridPos), `${title} and ${other.title}`).toBe(false);
    }
  });
  it('asks the data source that was chosen, each query under a letter of its own', () => {
    const [chosen] = templating.list;
    expect(chosen).toMatchObject({ name: 'datasource', type: 'datasource' });
    const source = { type: chosen?.query, uid: '${datasource}' };
    for (const { type, title, datasource, targets } of panels) {
      if (type === 'row') continue;
      expect(datasource, title).toEqual(source);
      expect(targets.length, title).toBeGreaterThan(0);
      expect(new Set(targets.map((t) => t.refId)).size, title).toBe(targets.length);
      for (const target of targets) expect(target.datasource, title).toEqual(source);
    }
    for (const { name, type, datasource } of templating.list)
      if (type === 'query') expect(datasource, name).toEqual(source);
    for (const { name, datasource } of annotations.list) expect(datasource, name).toEqual(source);
  });
  it('uses units that Grafana knows, and microseconds for what is in microseconds', () => {
    const units = panels.flatMap(unitsOf);
    expect(units.length).toBeGreaterThan(0);
    for (const unit of units) expect(UNITS).toContain(unit);
  });
  it('uses no variable that it does not have', () => {
    const own = templating.list.map((v) => v.name);
    const fromGrafana = ['__interval', '__rate_interval', '__url_time_range', '__data', 'timeFilter', 'col'];
    const used = [...(texts.get(name) ?? '').matchAll(/\$(?:\{(\w+)[^}]*\}|(\w+))/g)].map(([, a, b]) => a ?? b ?? '');
    const unknown = used.filter((v) => ![...own, ...fromGrafana].includes(v) && !v.startsWith('tag_'));
    expect(unknown).toEqual([]);
    expect(own.filter((v) => !used.includes(v))).toEqual([]);
  });
  it('links to dashboards that there are', () => {
    const uids = new Set([...dashboards.values()].map((d) => d.uid));
    for (const [, uid = ''] of (texts.get(name) ?? '').matchAll(/"\/d\/([^?"]*)/g)) expect(uids).toContain(uid);
  });
});
