import type { Family, NetFailure } from '../../net/net.ts';
import type { Context } from '../probe.ts';
import { askWho } from './ask-all.ts';
import { Names, type Seen } from './ask-who.ts';
import { FAMILIES } from './looking.ts';
import type { Options } from './options.ts';

/** What the world sees of us by each family, and why not, where it sees nothing. */
export interface OwnAddresses {
  readonly known: readonly ({ readonly family: Family } & Seen)[];
  readonly missing: readonly { readonly family: Family; readonly why: string }[];
  /** Of the first family that is missing. */
  readonly failure?: NetFailure;
}
/** Asks once, both families at a time. */
export const ownAddresses = async (
  asked: Pick<Options, 'stun' | 'http'>,
  ctx: Pick<Context, 'net' | 'clock' | 'signal'>,
): Promise<OwnAddresses> => {
  const names = new Names();
  const found = await Promise.all(
    FAMILIES.map(async (family) => ({ family, who: await askWho(family, asked, names, ctx, true) })),
  );
  const failure = found.map(({ who }) => who).find((who) => !who.ok);
  return {
    ...(failure === undefined ? {} : { failure }),
    known: found.flatMap(({ family, who }) => (who.ok ? [{ family, ...who.seen }] : [])),
    missing: found.flatMap(({ family, who }) => (who.ok ? [] : [{ family, why: who.detail }])),
  };
};
