import { z } from '@hono/zod-openapi';

import { CHANGE_WORDS } from '../../config/changes.ts';
import { ROLES } from '../../config/config.ts';
import { ROW_ORIGINS } from '../../config/rows.ts';

const line = z.number().int().optional().openapi({ description: 'Of the file, from 1' });

const ConfigRow = z
  .object({
    depth: z.number().int(),
    key: z.string(),
    value: z.string().optional().openapi({ description: 'On one line of YAML; a secret as `set` or `not set`' }),
    from: z.enum(ROW_ORIGINS),
    line,
  })
  .openapi('ConfigRow');

const Excerpt = z.object({ first: z.number().int(), lines: z.array(z.string()).readonly() }).openapi('ConfigExcerpt', {
  description: 'Lines of the file, without comments and secrets; the number of the first',
});

const ConfigTrouble = z
  .object({
    severity: z.enum(['fail', 'warn']),
    /** `file`: as the file is now; `start`: as the service read it; `running`: what shows while it runs. */
    about: z.enum(['file', 'start', 'running']),
    path: z.string(),
    line,
    found: z.string(),
    expected: z.string(),
    nearest: z.string().optional(),
    around: Excerpt.optional(),
  })
  .openapi('ConfigTrouble');

const ConfigChange = z
  .object({
    path: z.string(),
    what: z.enum(CHANGE_WORDS),
    was: z.string().optional(),
    is: z.string().optional(),
    line,
  })
  .openapi('ConfigChange', { description: 'A key that is not as the service read it; of a secret only that it is so' });

const ConfigCheck = z
  .object({
    probe: z.string(),
    title: z.string(),
    everyMs: z.number(),
    via: z.string().optional().openapi({ description: 'The line that it is asked over' }),
    metered: z.boolean().optional(),
    standInFor: z.string().optional(),
    options: z.array(z.string()).readonly().openapi({ description: 'What differs from the defaults' }),
  })
  .openapi('ConfigCheck');
const ConfigTarget = z
  .object({
    name: z.string(),
    label: z.string(),
    role: z.enum(ROLES),
    address: z.string(),
    from: z.enum(['targets', 'uplinks', 'sites', 'sites_that_refuse', 'discovered']),
    line,
    checks: z.array(ConfigCheck).readonly(),
  })
  .openapi('ConfigTarget');

const ConfigCost = z
  .object({
    line: z.string(),
    label: z.string(),
    metered: z.boolean(),
    reachable: z.boolean().openapi({ description: 'Whether it can be watched while it is not the live one' }),
    live: z.number().openapi({ description: 'Bytes in 30 days, while it is live' }),
    standby: z.number().openapi({ description: 'The same, while it stands by' }),
  })
  .openapi('ConfigCost');

/** The config as it was read, and what is wrong in it. */
export const ConfigAsRead = z
  .object({
    now: z.number(),
    since: z.number().openapi({ description: 'When it came into force, epoch microseconds' }),
    file: z.string().optional(),
    discovered: z.boolean(),
    readOnly: z.boolean(),
    token: z.enum(['set', 'not set']),
    onDisk: z
      .object({
        state: z.enum(['same', 'changed', 'wrong', 'gone', 'silent']),
        changes: z.array(ConfigChange).readonly(),
        more: z.number().int().openapi({ description: 'Changes beyond those that are listed' }),
      })
      .optional()
      .openapi({ description: 'The file as it is now; missing where there is none' }),
    troubles: z.array(ConfigTrouble).readonly(),
    rows: z.array(ConfigRow).readonly(),
    truncated: z.boolean().openapi({ description: 'There are more rows than these' }),
    targets: z.array(ConfigTarget).readonly(),
    costs: z.array(ConfigCost).readonly(),
    asked: z.array(z.string()).readonly().openapi({ description: 'Whom it makes plumbline ask, a sentence each' }),
  })
  .openapi('ConfigAsRead');

export type ConfigAsRead = z.infer<typeof ConfigAsRead>;
export type ConfigCheck = z.infer<typeof ConfigCheck>;
export type ConfigChange = z.infer<typeof ConfigChange>;
export type ConfigCost = z.infer<typeof ConfigCost>;
export type ConfigRow = z.infer<typeof ConfigRow>;
export type ConfigTarget = z.infer<typeof ConfigTarget>;
export type ConfigTrouble = z.infer<typeof ConfigTrouble>;
