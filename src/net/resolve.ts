import { lookup, Resolver } from 'node:dns/promises';

import { canonicalAddress, familyOf } from '../domain/address.ts';
import type { Millis } from '../domain/time.ts';
import { readHosts } from './hosts.ts';
import type { Family, NetFailure, NetResult, Resolution } from './net.ts';
import { preferredFamily } from './source.ts';

export interface ResolveOptions {
  /** `address` or `address:port`; the system's own when left out. */
  readonly servers?: readonly string[];
  /** The folder that stands for `/`. */
  readonly root?: string;
  /** Of the first try; in all it takes at most four times as long. */
  readonly timeout?: Millis;
  /** The family that goes first when both are there. */
  readonly prefer?: (v6: string) => Promise<Family>;
}
/** How the addresses of one family are asked for, and which family goes first. */
export interface Names {
  readonly ask: (name: string, family: Family, signal: AbortSignal) => Promise<NetResult<Resolution>>;
  readonly prefer: (v6: string) => Promise<Family>;
}
/** What DNS knows is asked of `others` where they are given, else of the system's resolvers. */
export type Resolve = (
  name: string,
  family: Family | undefined,
  signal: AbortSignal,
  others?: Names,
) => Promise<NetResult<Resolution>>;

const TRIES = 2;
/** The most that one question takes in all, in timeouts of one try. */
const LIMIT_TIMEOUTS = 4;
const ADDRESS_LIMIT = 64;
const failure = (reason: NetFailure['reason'], detail: string): NetFailure => ({ ok: false, reason, detail });
const CANCELLED = failure('cancelled', 'cancelled');

/**
 * Names to addresses: numeric ones themselves, then the hosts file, then DNS.
 *
 * DNS goes through c-ares, not getaddrinfo: that one blocks a thread of libuv's pool for as long as the resolver is
 * silent, and the pool's four threads also carry the database. Only single-label and `.local` names, which DNS does
 * not know (mDNS, RFC 6762; search domains), go that way, one at a time.
 */
export const createResolve = (options: ResolveOptions = {}): Resolve => {
  const timeout = options.timeout ?? 2_000;
  const prefer = options.prefer ?? preferredFamily;
  const system = oneAtATime(timeout * LIMIT_TIMEOUTS);
  return async (name, family, signal, others) => {
    if (signal.aborted) return CANCELLED;
    const numeric = canonicalAddress(name);
    if (numeric !== undefined) {
      if (family === undefined || familyOf(numeric) === family) return { ok: true, addresses: [numeric] };
      return failure('no-address', `${numeric} is no IPv${family} address`);
    }
    if (!isHostName(name)) return failure('no-address', `${JSON.stringify(name.slice(0, 100))} is no host name`);
    const ofFamily = (a: string): boolean => family === undefined || familyOf(a) === family;
    const known = [...(await readHosts(name, options.root)), ...localhost(name)].filter(ofFamily);
    if (signal.aborted) return CANCELLED;
    if (known.length > 0) return { ok: true, addresses: [...new Set(known)] };
    if (/^localhost$|\.localhost$/i.test(name)) return failure('no-address', `${name} has no such address`);
    if (/^[^.]+$|\.local\.?$/i.test(name)) return system(name, family, signal);
    if (others !== undefined) return askBoth(name, family, signal, others);
    return askSystem(name, family, signal, { timeout, prefer, servers: options.servers });
  };
};

/** RFC 1123, 2.1, with the underscore that people use; a final dot is the root's. */
export const isHostName = (name: string): boolean =>
  name.length <= 253 &&
  /^(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*\.?$/i.test(name) &&
  !/^[\d.]+$/.test(name);

/** RFC 6761, 6.3: these are never asked of a resolver. */
const localhost = (name: string): readonly string[] =>
  /^localhost\.?$|\.localhost\.?$/i.test(name) ? ['127.0.0.1', '::1'] : [];

interface DnsOptions {
  readonly timeout: Millis;
  readonly prefer: (v6: string) => Promise<Family>;
  readonly servers: readonly string[] | undefined;
}

const askSystem = async (
  name: string,
  family: Family | undefined,
  signal: AbortSignal,
  { timeout, prefer, servers }: DnsOptions,
): Promise<NetResult<Resolution>> => {
  // One resolver a question: it reads resolv.conf when it is made, and cancel() ends all that it has out.
  const resolver = new Resolver({ timeout, tries: TRIES });
  if (servers !== undefined) resolver.setServers(servers);
  const cancel = (): void => resolver.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  // c-ares waits longer at each try and for each server, so its own timeout is no bound.
  let late = false;
  const limit = setTimeout(() => {
    late = true;
    resolver.cancel();
  }, timeout * LIMIT_TIMEOUTS);
  const ask: Names['ask'] = async (_, wanted) => {
    try {
      const records = await (wanted === 4
        ? resolver.resolve4(name, { ttl: true })
        : resolver.resolve6(name, { ttl: true }));
      const kept = records.slice(0, ADDRESS_LIMIT);
      return {
        ok: true,
        addresses: kept.map((r) => canonicalAddress(r.address) ?? r.address),
        ttl: Math.min(...kept.map((r) => r.ttl)),
      };
    } catch (error) {
      return dnsFailure(name, error);
    }
  };
  const found = await askBoth(name, family, signal, { ask, prefer });
  clearTimeout(limit);
  signal.removeEventListener('abort', cancel);
  return late && !found.ok ? failure('timeout', `the resolver did not answer for ${name}`) : found;
};

const askBoth = async (
  name: string,
  family: Family | undefined,
  signal: AbortSignal,
  { ask, prefer }: Names,
): Promise<NetResult<Resolution>> => {
  const one = async (wanted: Family): Promise<NetResult<Resolution>> =>
    family === undefined || family === wanted ? ask(name, wanted, signal) : { ok: true, addresses: [] };
  const [v4, v6] = await Promise.all([one(4), one(6)]);
  if (signal.aborted) return CANCELLED;
  const [fours, sixes] = [addressesOf(v4), addressesOf(v6)];
  const [first6] = sixes;
  const sixFirst = fours.length > 0 && first6 !== undefined && (await prefer(first6)) === 6;
  const addresses = sixFirst ? [...sixes, ...fours] : [...fours, ...sixes];
  if (addresses.length === 0) return whyNone(name, family, [v4, v6]);
  const ttls = [v4, v6].flatMap((a) => (a.ok && a.ttl !== undefined ? [a.ttl] : []));
  return { ok: true, addresses, ...(ttls.length === 0 ? {} : { ttl: Math.min(...ttls) }) };
};
const addressesOf = (answer: NetResult<Resolution>): readonly string[] => (answer.ok ? answer.addresses : []);

/** A resolver that stayed silent or broke says more than one that has no such record. */
const whyNone = (name: string, family: Family | undefined, answers: readonly NetResult<Resolution>[]): NetFailure => {
  const failures = answers.flatMap((a) => (a.ok ? [] : [a]));
  return (
    failures.find((f) => f.reason !== 'no-address') ??
    failures[0] ??
    failure('no-address', `${name} has no ${family === undefined ? '' : `IPv${family} `}address`)
  );
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

const dnsFailure = (name: string, error: unknown): NetFailure => {
  const code = codeOf(error);
  switch (code) {
    case 'ENOTFOUND':
      return failure('no-address', `${name} does not exist`);
    case 'ENODATA':
      return failure('no-address', `${name} has no such address`);
    case 'ETIMEOUT':
      return failure('timeout', `the resolver did not answer for ${name}`);
    case 'ECONNREFUSED':
      return failure('refused', `no resolver could be asked for ${name}: it refuses, or there is no route to it`);
    case 'EREFUSED':
      return failure('refused', `the resolver refuses to answer for ${name}`);
    case 'ECANCELLED':
      return CANCELLED;
    default:
      return failure('failed', `the resolver could not answer for ${name} (${code || 'unknown error'})`);
  }
};

/** getaddrinfo, at most one call at a time and waited for at most `limit`; its thread ends when it will. */
const oneAtATime = (limit: Millis): Resolve => {
  let last: Promise<unknown> = Promise.resolve();
  return async (name, family, signal) => {
    let givenUp = false;
    const asked = last.then(async (): Promise<NetResult<Resolution>> => {
      if (givenUp) return CANCELLED;
      try {
        const found = await lookup(name, { all: true, ...(family === undefined ? {} : { family }) });
        return { ok: true, addresses: found.slice(0, ADDRESS_LIMIT).map((f) => f.address) };
      } catch (error) {
        const temporary = codeOf(error) === 'EAI_AGAIN';
        return temporary
          ? failure('timeout', `the resolver did not answer for ${name}`)
          : failure('no-address', `${name} does not exist`);
      }
    });
    last = asked;
    return new Promise((resolve) => {
      const settle = (result: NetResult<Resolution>): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', cancel);
        givenUp = true;
        resolve(result);
      };
      const cancel = (): void => settle(CANCELLED);
      const timer = setTimeout(
        () => settle(failure('timeout', `the system did not resolve ${name} within ${limit} ms`)),
        limit,
      );
      signal.addEventListener('abort', cancel, { once: true });
      void asked.then(settle);
    });
  };
};
