import { nearest } from '../domain/nearest.ts';
import type { Config, ConfigProblem } from './config.ts';

/** What is bound to a device that is not there now; of those in a namespace of their own nothing is known. */
export const missingDevices = (
  { uplinks, targets }: Pick<Config, 'uplinks' | 'targets'>,
  devices: readonly string[],
): readonly ConfigProblem[] => {
  const bound = [
    ...uplinks.map(({ name, binding }) => [`uplinks.${name}`, binding] as const),
    ...targets.flatMap(({ name, role, checks }) =>
      role === 'line' ? [] : checks.slice(0, 1).map((c) => [`targets.${name}`, c.binding] as const),
    ),
  ];
  return bound.flatMap(([path, { device, vrf, namespace }]): readonly ConfigProblem[] => {
    const wanted = device ?? vrf;
    if (wanted === undefined || namespace !== undefined || devices.includes(wanted)) return [];
    const near = nearest(wanted, devices);
    return [
      {
        path: `${path}.via.${device === undefined ? 'vrf' : 'device'}`,
        found: `${JSON.stringify(wanted)}, which is not here`,
        expected:
          devices.length === 0 ? 'a network device of this machine' : `one of ${devices.slice(0, 12).join(', ')}`,
        ...(near === undefined ? {} : { nearest: near }),
      },
    ];
  });
};
