import { describe, expect, it } from 'vitest';

import type { Target } from '../../src/config/config.ts';
import { STATE_WORDS } from '../../src/domain/state.ts';
import { tcp } from '../../src/probes/tcp.ts';
import { noFailures } from '../../src/store/influx/status.ts';
import { apiForTest, samples, START, target } from '../api/support.ts';
import { settle } from '../support/clock.ts';
import { parseMetrics } from '../support/prometheus.ts';
import { dashboardsOf } from './files.ts';

/** What Prometheus itself adds to whatever it reads. */
const ADDED = ['instance', 'job'];
/** Functions, operators and words of PromQL that our dashboards need: whatever else is a metric or a label. */
const WORDS = new Set('by on and or sum max min count rate increase changes histogram_quantile vector le'.split(' '));

/** Metrics by name, each with its labels, as /metrics prints them when everything is told. */
const printed = async (): Promise<ReadonlyMap<string, ReadonlySet<string>>> => {
  const router = target('router', '192.168.1.1');
  const aim = { subject: { target: 'router', vantage: 'here' }, address: '192.168.1.1' };
  const connects = { probe: tcp, aim, options: {}, every: 1_000, binding: {} };
  const configured: Target = { ...router, checks: [...router.checks, connects] };
  const told = { host: 'db.example:8086', state: 'up to date', backlog: 0, behindSeconds: 0, written: 1 } as const;
  const influx = () => ({ ...told, setAside: 0, failures: noFailures() });
  const api = apiForTest({ influx }, { targets: [configured] });
  const pings = samples('router', [50, 51, null], START - 3_000_000);
  await api.store.journal.append([pings, { ...pings, probe: 'tcp', field: 'connect' } as typeof pings]);
  api.states.set('router', { word: 'up', since: START });
  await settle();
  const { answer } = await api.ask('/metrics');
  const metrics = new Map<string, Set<string>>();
  for (const { samples } of parseMetrics(await answer.text(), false))
    for (const { name, labels } of samples)
      metrics.set(name, new Set([...(metrics.get(name) ?? ADDED), ...Object.keys(labels)]));
  return metrics;
};

/** What of an expression is not printed: metrics that there are not, labels that its metrics do not have. */
const problemsOf = (expr: string, legend: string, metrics: ReadonlyMap<string, ReadonlySet<string>>): string[] => {
  const bare = expr.replaceAll(/"[^"]*"/g, '""').replaceAll(/\[[^\]]*\]/g, '');
  const problems: string[] = [];
  const known = new Set<string>();
  // A metric's labels stand in its braces; those that a result is grouped by are of every metric before or within.
  const withoutLabels = bare
    .replaceAll(/\b(\w+)\{([^}]*)\}/g, (_, name: string, labels: string) => {
      for (const [, label = ''] of labels.matchAll(/(\w+)(?:=~|!~|!=|=)/g))
        if (metrics.get(name)?.has(label) !== true) problems.push(`${name} without the label ${label}`);
      return name;
    })
    .replaceAll(/\b(by|on) \(([^)]*)\)/g, (_, word: string, labels: string) => {
      for (const label of labels.split(',')) known.add(label.trim());
      return word;
    });
  const names = [...withoutLabels.matchAll(/\b[a-z_]\w*\b/g)].map(([name]) => name).filter((name) => !WORDS.has(name));
  for (const name of names) if (!metrics.has(name)) problems.push(`no metric ${name}`);
  for (const [, label = ''] of legend.matchAll(/\{\{(\w+)\}\}/g)) known.add(label);
  const having = new Set(names.flatMap((name) => [...(metrics.get(name) ?? [])]));
  for (const label of known) if (!having.has(label)) problems.push(`no label ${label}`);
  if (names.length === 0) problems.push('no metric at all');
  return problems;
};

describe('the dashboard for Prometheus', () => {
  const [[, { panels, templating, annotations }] = expect.unreachable('there is none')] = dashboardsOf('prometheus');
  const asked = [
    ...panels.flatMap(({ title, targets }) =>
      targets.map(({ refId, expr = '', legendFormat = '' }) => [`${title}, ${refId}`, expr, legendFormat] as const),
    ),
    ...annotations.list.map(({ name, expr = '' }) => [`annotation ${name}`, expr, ''] as const),
  ];

  it.each(asked)('%s: asks for what is printed', async (_, expr, legend) => {
    expect(problemsOf(expr, legend, await printed())).toEqual([]);
  });
  it('takes its variables from what is printed', async () => {
    const metrics = await printed();
    for (const { name, type, query } of templating.list) {
      if (type !== 'query') continue;
      const text = typeof query === 'string' ? query : query.query;
      const [, metric = '', label = ''] =
        /^label_values\((\w+)(?:\{instance=~"\$instance"\})?, (\w+)\)$/.exec(text) ?? [];
      expect(metrics.get(metric), name).toContain(label);
    }
  });
  it('asks for states that there are', () => {
    const words = asked.flatMap(([, expr]) => [...expr.matchAll(/state="(\w+)"/g)].map(([, word]) => word));
    expect(words.length).toBeGreaterThan(0);
    for (const word of words) expect(STATE_WORDS).toContain(word);
  });
  it.each([
    ['plumbline_upp', ''],
    ['plumbline_up{probe="ping"}', ''],
    ['sum by (kind) (plumbline_loss_ratio)', ''],
    ['plumbline_up', '{{kind}}'],
    ['1', ''],
  ])('would be found out: %s %s', async (expr, legend) => {
    expect(problemsOf(expr, legend, await printed())).toHaveLength(1);
  });
});
