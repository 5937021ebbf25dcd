import { readdirSync, readFileSync } from 'node:fs';

import { z } from 'zod';

const source = z.object({ type: z.string(), uid: z.string() });
const query = z.object({
  refId: z.string(),
  datasource: source,
  query: z.string().optional(),
  alias: z.string().optional(),
  expr: z.string().optional(),
  legendFormat: z.string().optional(),
});
const properties = z.array(z.object({ id: z.string(), value: z.unknown() }));
const panel = z.object({
  id: z.int(),
  type: z.string(),
  title: z.string().min(1),
  gridPos: z.object({ x: z.int().min(0), y: z.int().min(0), w: z.int().min(1), h: z.int().min(1) }),
  datasource: source.optional(),
  targets: z.array(query).default([]),
  fieldConfig: z
    .object({
      defaults: z.looseObject({ unit: z.string().optional() }),
      overrides: z.array(z.object({ matcher: z.object({ id: z.string(), options: z.string() }), properties })),
    })
    .optional(),
});
const variable = z.looseObject({
  name: z.string(),
  type: z.string(),
  query: z.union([z.string(), z.object({ query: z.string() })]),
  datasource: source.optional(),
});
const annotation = z.looseObject({
  name: z.string(),
  datasource: source,
  query: z.string().optional(),
  expr: z.string().optional(),
  textColumn: z.string().optional(),
  tagsColumn: z.string().optional(),
  timeEndColumn: z.string().optional(),
});
/** What we hold a dashboard of Grafana to: the parts of its JSON that a mistake could be in. */
const dashboard = z.looseObject({
  id: z.null(),
  uid: z.string().regex(/^plumbline-[a-z]+$/),
  title: z.string().min(1),
  schemaVersion: z.int(),
  templating: z.object({ list: z.array(variable) }),
  annotations: z.object({ list: z.array(annotation) }),
  panels: z.array(panel).min(1),
});
export type Dashboard = z.infer<typeof dashboard>;

const folder = new URL('../../dashboards/', import.meta.url);
export const texts: ReadonlyMap<string, string> = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]),
);
export const dashboards: ReadonlyMap<string, Dashboard> = new Map(
  [...texts].map(([name, text]) => [name, dashboard.parse(JSON.parse(text))]),
);
/** Those whose every query goes to a data source of this type. */
export const dashboardsOf = (type: string): readonly (readonly [string, Dashboard])[] =>
  [...dashboards].filter(([, { templating }]) =>
    templating.list.some((v) => v.type === 'datasource' && v.query === type),
  );
