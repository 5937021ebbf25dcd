import { HOUSE, type Line } from '../../domain/line.ts';
import type { StateWord } from '../../domain/state.ts';
import type { Subject } from '../../domain/subject.ts';
import type { SeriesState } from '../series-state.ts';
import type { LinesState } from './state.ts';

/** Of a line, or of the house. */
export const subjectOf = (name: string, vantage: string): Subject & { readonly target: string } =>
  name === HOUSE ? { target: HOUSE, vantage } : { target: name, via: name, vantage };

/** How the echoes over a line, or of the house, say that it fares; undefined before the first of them. */
export const fareOf = ({ fare }: Pick<LinesState, 'fare'>, name: string, vantage: string): SeriesState | undefined => {
  // There are but a few, all of one field.
  for (const { subject, state } of Object.values(fare.series))
    if (subject.target === name && subject.vantage === vantage) return state;
  return undefined;
};
/**
 * The same for a line that packets cannot be sent over at will: what the house gets tells of the one that it goes by, or
 * went by last.
 */
export const fareOfLine = (
  state: Pick<LinesState, 'fare' | 'last'>,
  { name, reachable }: Line,
  vantage: string,
): SeriesState | undefined =>
  reachable ? fareOf(state, name, vantage) : state.last === name ? fareOf(state, HOUSE, vantage) : undefined;
export const wordOf = (state: Pick<LinesState, 'fare'>, name: string, vantage: string): StateWord =>
  fareOf(state, name, vantage)?.word ?? 'unknown';
