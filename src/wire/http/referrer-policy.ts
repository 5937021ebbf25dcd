/** Whether a policy tells another site more than the origin, or anything where https leads to http. */
const TELLS: ReadonlyMap<string, boolean> = new Map([
  ['no-referrer', false],
  ['no-referrer-when-downgrade', true],
  ['origin', true],
  ['origin-when-cross-origin', true],
  ['same-origin', false],
  ['strict-origin', false],
  ['strict-origin-when-cross-origin', false],
  ['unsafe-url', true],
]);
/** All that there are (Referrer Policy, 3), in lower case. */
export const REFERRER_POLICIES: readonly string[] = [...TELLS.keys()];

/** What stands between the commas, as it was written; nothing that is empty. */
export const referrerWordsOf = (list: string): readonly string[] =>
  list
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');

/** The policy that counts (Referrer Policy, 8.1): the last of the list that is known, in lower case. `tells`: more than an origin, or over http. */
export const referrerPolicyOf = (list: string): { readonly policy: string; readonly tells: boolean } | undefined => {
  const policy = referrerWordsOf(list)
    .map((each) => each.toLowerCase())
    .findLast((each) => TELLS.has(each));
  return policy === undefined ? undefined : { policy, tells: TELLS.get(policy) === true };
};
