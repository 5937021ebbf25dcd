/** What a series tells of its target, as one word for people. */
export const STATE_WORDS = ['up', 'degraded', 'down', 'unknown'] as const;
export type StateWord = (typeof STATE_WORDS)[number];
