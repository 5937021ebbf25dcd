import type { NetFailure, NetResult } from '../../net/net.ts';

/** Of those that a name has. */
const MOST_ADDRESSES = 3;

/** Asks at the first of the addresses (of three at most); at the next where nobody is there. Undefined: there are none. */
export const inTurn = async <T>(
  addresses: readonly string[],
  ask: (address: string) => Promise<NetResult<T>>,
): Promise<{ readonly address: string; readonly result: NetResult<T> } | undefined> => {
  let last: { readonly address: string; readonly result: NetResult<T> } | undefined;
  for (const address of addresses.slice(0, MOST_ADDRESSES)) {
    const result = await ask(address);
    last = { address, result };
    if (result.ok || !isNobodyThere(result)) break;
  }
  return last;
};
const isNobodyThere = ({ reason }: NetFailure): boolean =>
  reason === 'refused' || reason === 'unreachable' || reason === 'no-route';
