import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';

import type { ApiDeps, ApiEnv } from '../deps.ts';
import { commonProblems } from '../problem.ts';
import { ProbeList, TargetList, type ProbeInfo } from '../schema.ts';
import { probeInfo, targetInfo } from '../series.ts';

const targetsRoute = createRoute({
  method: 'get',
  path: '/api/targets',
  summary: 'What is watched, in the order of the config',
  responses: {
    200: { description: 'The targets', content: { 'application/json': { schema: TargetList } } },
    ...commonProblems,
  },
});
const probesRoute = createRoute({
  method: 'get',
  path: '/api/probes',
  summary: 'What can be measured, with the labels and units of its values',
  responses: {
    200: { description: 'The probes', content: { 'application/json': { schema: ProbeList } } },
    ...commonProblems,
  },
});

export const targets = (app: OpenAPIHono<ApiEnv>, deps: ApiDeps): void => {
  app.openapi(targetsRoute, (c) => c.json({ targets: deps.config.targets.map((t) => targetInfo(t, deps)) }, 200));
  let probes: readonly ProbeInfo[] | undefined;
  app.openapi(probesRoute, (c) => c.json({ probes: (probes ??= deps.probes.map(probeInfo)) }, 200));
};
