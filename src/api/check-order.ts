import type { Target } from '../config/config.ts';
import { isAllMetered } from '../config/metered.ts';
import { canonicalAddress, familyOf, isPublic } from '../domain/address.ts';
import { nearest } from '../domain/nearest.ts';
import { parseOptions } from '../probes/options.ts';
import { isOnce, type AnyOnce } from '../probes/probe.ts';
import type { ApiDeps, CheckOrder } from './deps.ts';
import type { Problem } from './problem.ts';
import type { CheckRequest } from './schema.ts';

type Aimed = Pick<CheckOrder, 'aim' | 'binding'>;

/**
 * Who may be probed through the api, with the token: targets of the config wherever they are, and what the config
 * allows by name. An allowed name must lead to public addresses alone, and the address that was judged is the one
 * probed: a DNS answer is not the owner's word. A private address is allowed only where the config spells it out.
 */
const aimAt = async (
  { target: asked, via, probe }: Pick<CheckRequest, 'target' | 'via' | 'probe'>,
  family: unknown,
  deps: ApiDeps,
  signal: AbortSignal,
): Promise<Aimed | Problem> => {
  const { config, net } = deps;
  const target = config.targets.find((t) => t.name === asked);
  if (target !== undefined && target.checks.length > 0) return aimOf(target, probe, via);
  if (via !== undefined) return noSuchWay(asked, []);
  const allowed = allowedAs(asked, config.apiMayProbe);
  if (allowed === undefined) return notAllowed(asked, deps);
  const { name } = allowed;
  const found = allowed.numeric ? { ok: true as const, addresses: [name] } : await net.resolve(name, undefined, signal);
  if (!found.ok) return { status: 400, what: `"${name}" could not be resolved: ${found.detail}`, where: 'json target' };
  if (!allowed.numeric && (found.addresses.length === 0 || !found.addresses.every(isPublic)))
    return {
      status: 403,
      what: `"${name}" leads to an address that is not public.`,
      where: 'json target',
      expected: 'a name with public addresses; what is private must be a target in the config',
    };
  const address = found.addresses.find((a) => family === undefined || familyOf(a) === family);
  if (address === undefined)
    return { status: 400, what: `"${name}" has no address of the family asked for.`, where: 'json options.family' };
  const judged = allowed.numeric ? {} : { name };
  return { aim: { subject: { target: name, vantage: config.vantage }, address, ...judged }, binding: {} };
};

/** As its own check of that kind has it; another kind goes to its address, the way that its checks go. */
const aimOf = (target: Target, probe: string, via: string | undefined): Aimed | Problem => {
  const over = target.checks.filter((c) => via === undefined || c.aim.subject.via === via);
  const own = over.find((c) => c.probe.name === probe);
  if (own !== undefined) return { aim: own.aim, binding: own.binding };
  const [check] = over;
  if (check === undefined)
    return noSuchWay(
      target.name,
      target.checks.flatMap((c) => c.aim.subject.via ?? []),
    );
  return { aim: { ...check.aim, address: target.address }, binding: check.binding };
};
const noSuchWay = (target: string, ways: readonly string[]): Problem => ({
  status: 400,
  what: `"${target.slice(0, 100)}" is not asked over that line.`,
  where: 'json via',
  expected: ways.length === 0 ? 'it left out' : `one of ${[...new Set(ways)].join(', ')}, or it left out`,
});

/**
 * What the config allows under what is asked, as the config has it. An address is the same however it is written, but
 * for its zone: that names a device (RFC 4007), and "Eth0" is not "eth0". A name is the same in any case.
 */
const allowedAs = (
  asked: string,
  allowed: readonly string[],
): { readonly name: string; readonly numeric: boolean } | undefined => {
  const address = canonicalAddress(asked);
  if (address !== undefined) return allowed.includes(address) ? { name: address, numeric: true } : undefined;
  const name = asked.toLowerCase();
  return allowed.some((a) => a.toLowerCase() === name) ? { name, numeric: false } : undefined;
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

/** The options, with those that are the owner's to give as the config has them for that target. */
const ownersOf = (
  { name, ownersOptions = [], ofLines }: AnyOnce,
  { target, via, options = {} }: CheckRequest,
  { config }: ApiDeps,
): { readonly options: Readonly<Record<string, unknown>> } | Problem => {
  const checks = config.targets.find((t) => t.name === target)?.checks.filter((c) => c.probe.name === name) ?? [];
  const check = checks.find((c) => via === undefined || c.aim.subject.via === via) ?? checks[0];
  if (check === undefined && ofLines === true)
    return {
      status: 403,
      what: `The api may start "${name}" only where the config has it.`,
      where: 'json target',
      expected: config.targets.flatMap((t) => (t.checks.some((c) => c.probe.name === name) ? t.name : [])).join(', '),
    };
  // Who is asked what browsers have built in, if anybody, holds for every check that would (probes/headers/, probes/hsts/).
  const usual = { ...config.preload, ...(isAllMetered(config.uplinks) ? { metered: true } : {}) };
  const asIs = (check?.options ?? usual) as Readonly<Record<string, unknown>>;
  const configured = Object.entries(asIs);
  const owners = new Map(configured.filter(([key]) => ownersOptions.includes(key)));
  const isAsConfigured = (key: string): boolean => JSON.stringify(options[key]) === JSON.stringify(owners.get(key));
  const free = ownersOptions.find((key) => Object.hasOwn(options, key) && !isAsConfigured(key));
  if (free === undefined) return { options: { ...options, ...Object.fromEntries(owners) } };
  return {
    status: 403,
    what: `The api may not choose the ${free} of this check.`,
    where: `json options.${free}`,
    expected: `it left out, or as the config has it for ${name} of that target`,
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
  const owners = ownersOf(probe, request, deps);
  if ('status' in owners) return owners;
  const parsed = parseOptions(probe, owners.options);
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
  // An option of every check that can be told which way to go (probes/ping.ts).
  const { family } = parsed.options as { readonly family?: unknown };
  const aimed = await aimAt(request, family, deps, signal);
  return 'status' in aimed ? aimed : { probe, ...aimed, options: parsed.options };
};
