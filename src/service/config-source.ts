import type { ConfigSource } from '../api/config/source.ts';
import type { ServeOptions } from '../cli/deps.ts';
import { loadConfig } from '../config/load.ts';
import { networkDevices } from '../net/devices.ts';
import type { Plan, PlanContext } from './plan.ts';

/** `<(command)` of a shell: what came out of it does not come again. */
const isPipe = (file: string): boolean => /^\/(?:dev|proc)\//.test(file);

/** What the page is told of the config: what it was read from, and how that is now. */
export const configSource = (
  { config, discovered, warnings, text }: Pick<Plan, 'config' | 'discovered' | 'warnings' | 'text'>,
  file: string | undefined,
  context: PlanContext,
  { listen }: Pick<ServeOptions, 'listen'>,
): ConfigSource => ({
  config,
  discovered,
  given: listen === undefined ? [] : ['listen'],
  warnings,
  ...(text === undefined ? {} : { text }),
  ...(file === undefined || isPipe(file) ? {} : { again: () => loadConfig(file, context, 0) }),
  devices: networkDevices,
});
