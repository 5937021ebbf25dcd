import { canonicalAddress, familyOf, scopeOf } from '../domain/address.ts';
import type { UsageProblem } from './args.ts';
import { cut, printable } from './format/text.ts';
import { readTarget } from './targets.ts';

/** What of a diagnosis's goal stands in the target alone. */
export interface NamedGoal {
  /** To be shown and kept: a query is left out, since it may hold a secret. */
  readonly name: string;
  readonly host: string;
  readonly scheme?: 'http' | 'https';
  readonly port?: number;
  readonly path: string;
}
type Read = { readonly ok: true; readonly goal: NamedGoal } | { readonly ok: false; readonly problem: UsageProblem };

const MOST = 2_048;
const EXPECTED =
  'a name, an address, or an http or https URL, such as example.org, 2001:db8::1 or https://example.org/file';

/** A text that may hold a password or a token, without them. */
const discreet = (text: string): string => {
  const bare = text.replace(/^.*@/s, '…@').replace(/[?#].*$/s, '?…');
  return `target "${cut(printable(bare), 60)}"`;
};
const refuse = (text: string, expected: string): Read => ({ ok: false, problem: { what: discreet(text), expected } });

/** A name, an address (IPv6 with or without brackets), or a URL whose object is the download. */
export const readGoal = (text: string): Read => {
  if (text.length > MOST) return refuse(text, `at most ${MOST} characters`);
  const plain = text.includes('@') ? undefined : readTarget(text);
  if (plain !== undefined) return placeOr(text, { name: plain.name, host: plain.address, path: '/' });
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === 'http' || scheme === 'https') return readUrl(text, scheme);
  if (scheme !== undefined) return refuse(text.replace(/:\/\/.*$/s, '://…'), 'http:// or https://');
  if (text.includes('@')) return refuse(text, 'no user and no password in it');
  if (/^(?:\[[^\]?#@]*\]|[^:/?#@]+):\d+$/.test(text))
    return refuse(text, `a URL where a port is meant, such as https://${cut(text, 60)}/`);
  if (text.includes('/')) return refuse(text, 'http:// or https:// before it where a path is meant');
  return refuse(text, EXPECTED);
};

/** Addresses that are nobody's: no one server answers there. */
const placeOr = (text: string, goal: NamedGoal): Read => {
  const { host } = goal;
  const kind =
    (scopeOf(host) === 'multicast' && 'a multicast address, which is a group and no place') ||
    (host === '255.255.255.255' && 'the broadcast address, which is everybody and no place') ||
    ((host === '::' || host === '0.0.0.0') && 'the unspecified address, which is no place');
  if (kind === false) return { ok: true, goal };
  return { ok: false, problem: { what: `${discreet(text)}: ${kind}`, expected: 'the address or name of one machine' } };
};

const readUrl = (text: string, scheme: 'http' | 'https'): Read => {
  // oxlint-disable-next-line no-control-regex
  if (/[\s\u0000-\u001f]/.test(text)) return refuse(text, 'no blanks in a URL (%20 stands for one)');
  // WHATWG URL, 3.5: none in a host.
  const zoned = /^[a-z]+:\/\/\[([0-9a-f:.]+)%(?:25)?([\w.-]{1,15})\]/i.exec(text);
  if (zoned !== null)
    return refuse(text, `no zone in a URL; an address with one stands alone: ${zoned[1]}%${zoned[2]}`);
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return refuse(text, `a URL with a host, such as ${scheme}://example.org/file or ${scheme}://[2001:db8::1]:8080/`);
  }
  if (url.username !== '' || url.password !== '') return refuse(text, 'no user and no password in it');
  if (url.port === '0') return refuse(text, 'a port from 1 to 65535');
  const host = readTarget(url.hostname)?.address;
  if (host === undefined) return refuse(text, EXPECTED);
  const name = `${url.origin}${url.pathname}${url.search === '' ? '' : '?…'}`;
  const port = url.port === '' ? {} : { port: Number(url.port) };
  return placeOr(text, { name, host, scheme, ...port, path: url.pathname + url.search });
};

/** `--family 4|6`, where no target is of the other one. */
export const readFamily = (
  text: string | undefined,
  goals: readonly NamedGoal[],
): { readonly family?: 4 | 6; readonly problems: readonly UsageProblem[] } => {
  if (text === undefined) return { problems: [] };
  const family = text === '4' ? 4 : text === '6' ? 6 : undefined;
  if (family === undefined) return { problems: [{ what: `--family ${text}`, expected: '--family 4 or --family 6' }] };
  const others = goals.filter(({ host }) => (familyOf(host) ?? family) !== family);
  const problems = others.map(({ host }) => ({
    what: `--family ${family} with ${host}`,
    expected: `an IPv${family} address, a name, or --family ${family === 4 ? 6 : 4}`,
  }));
  return { family, problems };
};

const MOST_RESOLVERS = 8;
/** `--resolver ADDRESS`, several. */
export const readResolvers = (
  texts: readonly string[],
): { readonly resolvers: readonly string[]; readonly problems: readonly UsageProblem[] } => {
  const resolvers = new Set<string>();
  const problems: UsageProblem[] = [];
  for (const text of texts) {
    const address = canonicalAddress(text);
    if (address === undefined)
      problems.push({ what: `--resolver ${text}`, expected: 'the address of a resolver, such as 9.9.9.9' });
    else resolvers.add(address);
  }
  if (resolvers.size > MOST_RESOLVERS)
    problems.push({ what: `--resolver, ${resolvers.size} of them`, expected: `at most ${MOST_RESOLVERS}` });
  return { resolvers: [...resolvers], problems };
};
