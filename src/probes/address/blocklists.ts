import { isLoopback, isPublic, parseAddress } from '../../domain/address.ts';
import { SECOND, type Millis } from '../../domain/time.ts';
import { childSignal } from '../../net/child-signal.ts';
import { askDns } from '../../net/dns.ts';
import { backwards } from '../../wire/dns-name.ts';
import { crowded } from '../egress/details.ts';
import { plainText } from '../plain-text.ts';
import type { Context } from '../probe.ts';
import type { AddressReport } from './report.ts';

type Listed = AddressReport['addresses'][number]['lists'][number];
type Asking = Pick<Context, 'net' | 'clock' | 'signal'>;

/** For one list, its reason too. */
const WITHIN: Millis = 3 * SECOND;
const MOST_LISTS = 32;
const MOST_CODES = 16;

/**
 * Whether blocklists have an address (RFC 5782), all asked at a time. What they have is asked of the resolver of the line, or the
 * system's: to public ones many lists say nothing, or that they say nothing. Their reason (TXT) is asked of `resolvers` in turn.
 */
export const askBlocklists = (
  address: string,
  lists: readonly string[],
  resolvers: readonly string[],
  asking: Asking,
): Promise<readonly Listed[]> => {
  crowded(asking.signal);
  return Promise.all(lists.slice(0, MOST_LISTS).map((list) => askOne(address, list, resolvers, asking)));
};

const askOne = async (
  text: string,
  list: string,
  resolvers: readonly string[],
  { net, clock, signal }: Asking,
): Promise<Listed> => {
  const address = parseAddress(text);
  const none = (why?: string): Listed => ({ list, codes: [], ...(why === undefined ? {} : { why }) });
  if (address === undefined || !isPublic(text)) return none('no list has an address that is not public');
  const name = `${backwards(address)}.${list}`;
  const over = childSignal(signal);
  const late = clock.sleep(WITHIN, over.signal).then(over.end);
  try {
    const found = await net.resolve(name, 4, over.signal);
    if (!found.ok) {
      if (found.reason === 'no-address') return none();
      const isLate = found.reason === 'cancelled' && !signal.aborted;
      return none(isLate ? `${list} did not answer within ${WITHIN / SECOND} s` : found.detail);
    }
    const said = readCodes(found.addresses);
    if ('why' in said) return none(`${list} ${said.why}`);
    const reason = await reasonOf(name, resolvers, { net, clock, signal: over.signal });
    return { list, codes: [...said.codes], ...(reason === undefined ? {} : { text: reason }) };
  } finally {
    over.end();
    await late;
  }
};

/** What a list means by its answer (RFC 5782, 2.1 and 5): addresses within 127.0.0.0/8, each with a meaning of the list's own. */
export const readCodes = (
  addresses: readonly string[],
): { readonly codes: readonly string[] } | { readonly why: string } => {
  const codes = addresses.filter(isLoopback).filter((a) => !a.includes(':'));
  const refusal = codes.find((code) => REFUSAL.test(code));
  if (refusal !== undefined) return { why: `does not answer this resolver (${refusal}): ${meaningOf(refusal)}` };
  // A name that is no list's any more, or a resolver that sends everybody to a page of its own.
  if (codes.length === 0) return { why: `answers with ${addresses[0] ?? 'nothing'}, which no list does` };
  return { codes: codes.slice(0, MOST_CODES).toSorted() };
};
/** Spamhaus's return codes for errors, and URIBL's and SURBL's for "refused". None of them says that an address is listed. */
const REFUSAL = /^127\.(?:255\.255\.\d+|0\.0\.1)$/;
const meaningOf = (code: string): string => {
  switch (code) {
    case '127.255.255.252':
      return 'the name of the list is misspelt';
    case '127.255.255.254':
      return 'it was asked through a public resolver';
    case '127.255.255.255':
      return 'it was asked too often';
    default:
      return 'it was asked through a public resolver, or too often';
  }
};

const reasonOf = async (
  name: string,
  resolvers: readonly string[],
  { net, clock, signal }: Asking,
): Promise<string | undefined> => {
  for (const address of resolvers) {
    const tries = { at: [0], within: SECOND };
    const seen = await askDns({ net, clock }, { address }, { name, type: 'TXT' }, signal, tries);
    if (seen.ok) return plainText(seen.values.join(' '));
    if (signal.aborted || seen.reason === 'no-address') return undefined;
  }
  return undefined;
};
