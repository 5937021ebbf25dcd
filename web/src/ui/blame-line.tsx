import type { Blame } from '../../../src/api/schema.ts';
import { FAULT_WORDS } from '../model/places.ts';

/** Whose fault it is, and what speaks for that. */
export const BlameLine = ({ blame }: { blame: Blame }) => (
  <p class={`blame blame-${blame.fault}`} data-blame={blame.fault}>
    <strong>{FAULT_WORDS[blame.fault]}</strong> {blame.words}
  </p>
);
