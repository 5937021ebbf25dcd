import { isPublic } from '../domain/address.ts';
import { nearest } from '../domain/nearest.ts';
import { parseOptions } from '../probes/options.ts';
import { isOnce } from '../probes/probe.ts';
import type { ApiDeps, CheckOrder } from './deps.ts';
import type { Problem } from './problem.ts';
import type { CheckRequest } from './schema.ts';

type Aimed = Pick<CheckOrder, 'aim' | 'binding'>;

/**
 * Who may be probed through the api, with the token: targets of the config wherever they are, and what the config
 * allows by name. An allowed name must lead to public addresses alone, and the address that was judged is the one
 * probed: a DNS answer is not the owner's word. A private address is allowed only where the config spells it out.
 */
const aimAt = async (asked: string, deps: ApiDeps, signal: AbortSignal): Promise<Aimed | Problem> => {
  const { config, net } = deps;
  const target = config.targets.find((t) => t.name === asked);
  const check = target?.checks[0];
  if (check !== undefined) return { aim: check.aim, binding: check.binding };
  const name = asked.toLowerCase();
  if (!config.apiMayProbe.some((allowed) => allowed.toLowerCase() === name)) return notAllowed(asked, deps);
  const found = await net.resolve(name, undefined, signal);
  if (!found.ok) return { status: 400, what: `"${name}" could not be resolved: ${found.detail}`, where: 'json target' };
  const address = found.addresses[0];
  // A numeric address resolves to itself: then it is the config that names it.
  const spelledOut = found.addresses.length === 1 && address === name;
  if (address === undefined || !(spelledOut || found.addresses.every(isPublic)))
    return {
      status: 403,
      what: `"${name}" leads to an address that is not public.`,
      where: 'json target',
      expected: 'a name with public addresses; what is private must be a target in the config',
    };
  return { aim: { subject: { target: name, vantage: config.vantage }, address }, binding: {} };
};

const notAllowed = (asked: string, { config }: ApiDeps): Problem => {
  const near = nearest(asked, [...config.targets.map((t) => t.name), ...config.apiMayProbe]);
  return {
    status: 403,
    what: 'The api may not probe this.',
    where: 'json target',
    expected: `a target of the config, or a name under \`api_may_probe\`${near === undefined ? '' : `; perhaps "${near}"`}`,
  };
};

/** What is to be run, or why not. */
export const orderOf = async (
  request: CheckRequest,
  deps: ApiDeps,
  signal: AbortSignal,
): Promise<CheckOrder | Problem> => {
  const once = deps.probes.filter(isOnce);
  const probe = once.find((p) => p.name === request.probe);
  if (probe === undefined)
    return {
      status: 400,
      what: 'There is no such check.',
      where: 'json probe',
      expected: once.map((p) => p.name).join(', '),
    };
  const parsed = parseOptions(probe, request.options ?? {});
  if (!parsed.ok) {
    const [first] = parsed.problems;
    const near = first?.nearest === undefined ? '' : `; perhaps "${first.nearest}"`;
    return {
      status: 400,
      what: 'The options are not understood.',
      where: `json options.${first?.name ?? ''}`,
      expected: `${first?.expected ?? ''}${near}`,
    };
  }
  const aimed = await aimAt(request.target, deps, signal);
  return 'status' in aimed ? aimed : { probe, ...aimed, options: parsed.options };
};
