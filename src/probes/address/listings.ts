import { DAY, microsOf, MINUTE, type Millis } from '../../domain/time.ts';
import type { Context } from '../probe.ts';
import { askBlocklists } from './blocklists.ts';
import { listed, type AddressReport } from './report.ts';

type Listed = AddressReport['addresses'][number]['lists'][number];

/** A little less than a day, so that a daily check does not miss it. */
const FRESH: Millis = DAY - 10 * MINUTE;

/** What blocklists say of an address: each is asked once a day at most on a schedule, and anew whenever somebody asks. */
export const listingsOf = async (
  address: string,
  lists: readonly string[],
  resolvers: readonly string[],
  ctx: Context,
): Promise<readonly Listed[]> => {
  const kept = ctx.turn === undefined ? [] : await Promise.all(lists.map((list) => read(address, list, ctx)));
  const known = kept.flatMap((answer) => answer ?? []);
  const unknown = lists.filter((list) => !known.some((answer) => answer.list === list));
  const asked = await askBlocklists(address, unknown, resolvers, ctx);
  await Promise.all(asked.map((answer) => keep(address, answer, ctx)));
  return lists.flatMap((list) => [...known, ...asked].find((answer) => answer.list === list) ?? []);
};

const keyOf = (address: string, list: string): string => `blocklist ${list} ${address}`;
const keep = async (address: string, answer: Listed, { cache, clock }: Context): Promise<void> => {
  // One that did not tell is asked again the next time.
  if (answer.why !== undefined) return;
  const bytes = new TextEncoder().encode(JSON.stringify(answer));
  await cache?.put(keyOf(address, answer.list), { bytes, at: clock.now() });
};
const read = async (address: string, list: string, { cache, clock }: Context): Promise<Listed | undefined> => {
  const kept = await cache?.get(keyOf(address, list));
  if (kept === undefined) return undefined;
  const age = clock.now() - kept.at;
  if (age < 0 || age >= microsOf(FRESH)) return undefined;
  try {
    const answer = listed.safeParse(JSON.parse(new TextDecoder().decode(kept.bytes)));
    return answer.success && answer.data.list === list ? answer.data : undefined;
  } catch {
    return undefined; // it was not kept whole
  }
};
