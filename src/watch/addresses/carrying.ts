import type { Event } from '../../domain/entry.ts';
import type { EpochMicros } from '../../domain/time.ts';
import { textIn } from '../read.ts';
import type { Carrying } from './state.ts';

/** Findings of a line (watch/lines/findings.ts) with which nothing, or no name, comes through. */
const TROUBLES: ReadonlySet<string> = new Set([
  'gateway-silent',
  'gateway-up-no-internet',
  'line-dark',
  'line-dns-dead',
]);
const PROBE = 'uplink';

const isWell = ({ isDown, troubles }: Carrying): boolean => !isDown && troubles.length === 0;
const changed = (before: Carrying, after: Carrying, at: EpochMicros): Carrying =>
  isWell(after) && !isWell(before) ? { ...after, wellSince: at } : after;

/** After a `state-changed` or a `line-finding` of the line. */
export const withWord = (carrying: Carrying, { type, at, probe, evidence }: Event): Carrying => {
  if (type === 'state-changed' && probe === PROBE) {
    const isDown = evidence['to'] === 'down';
    return isDown === carrying.isDown ? carrying : changed(carrying, { ...carrying, isDown }, at);
  }
  const code = textIn(evidence['code']);
  if (type !== 'line-finding' || !TROUBLES.has(code)) return carrying;
  const others = carrying.troubles.filter((t) => t !== code);
  return changed(carrying, { ...carrying, troubles: evidence['on'] === true ? [...others, code] : others }, at);
};
/** Whether it has carried since then. */
export const hasCarried = (carrying: Carrying, since: EpochMicros): boolean =>
  isWell(carrying) && carrying.wellSince <= since;
