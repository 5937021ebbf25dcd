import { familyOf, parseAddress } from '../domain/address.ts';
import type { Binding } from '../net/net.ts';
import type { Machine, NoWayOut } from '../net/way-out.ts';
import type { UsageProblem } from './args.ts';
import { readVia } from './values.ts';

/** So many of what is there are told. */
const SHOWN = 8;

/** Everything about the way out that can be known before anything is sent. */
export const readWayOut = async (
  texts: readonly string[],
  to: { readonly hosts: readonly string[]; readonly family?: 4 | 6 | undefined },
  machine: Machine,
): Promise<{ readonly binding: Binding; readonly problems: readonly UsageProblem[] }> => {
  const { binding, problems } = readVia(texts);
  const zones = new Set(to.hosts.flatMap((host) => parseAddress(host)?.zone ?? []));
  const isOrdinary = Object.keys(binding).length === 0 && zones.size === 0;
  const missing = isOrdinary ? [] : await machine.noWayOut(binding, [...zones]);
  return {
    binding,
    problems: [...problems, ...missing.map((m) => problemOf(m, machine)), ...wrongFamily(binding.source, to)],
  };
};

const problemOf = ({ part, given, why, detail }: NoWayOut, machine: Machine): UsageProblem => {
  const what = part === 'zone' ? `the interface of %${given} in the target` : `--via ${part}=${given}`;
  if (part === 'mark' && why === 'not-allowed')
    return { what: `${what}: this process may not mark packets`, expected: 'the privilege CAP_NET_ADMIN, or no mark' };
  if (why !== 'none') return { what: `${what}: ${detail}`, expected: 'a way out that the system allows' };
  const { devices, addresses } = machine.waysOut();
  if (part === 'source')
    return { what: `${what}: no interface of this machine has that address`, expected: oneOf(addresses) };
  return { what: `${what}: this machine has no such interface`, expected: oneOf(devices) };
};

const oneOf = (there: readonly string[]): string =>
  there.length === 0
    ? 'nothing: it has none'
    : `one of ${[...there.slice(0, SHOWN), ...(there.length > SHOWN ? ['…'] : [])].join(', ')}`;

/** From an address of one family nothing is sent to the other. */
const wrongFamily = (
  source: string | undefined,
  { hosts, family }: { readonly hosts: readonly string[]; readonly family?: 4 | 6 | undefined },
): readonly UsageProblem[] => {
  const own = source === undefined ? undefined : familyOf(source);
  if (own === undefined) return [];
  const others = hosts.filter((host) => (familyOf(host) ?? own) !== own);
  return [
    ...others.map((host) => ({
      what: `--via source=${source} with ${host}`,
      expected: `an IPv${own} target, or a source of its family`,
    })),
    ...(family === undefined || family === own
      ? []
      : [{ what: `--via source=${source} with --family ${family}`, expected: `--family ${own}` }]),
  ];
};
