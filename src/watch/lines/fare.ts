import { seriesId } from '../../domain/series-id.ts';
import { HOUSE, type Line } from '../../domain/line.ts';
import type { StateWord } from '../../domain/state.ts';
import type { Subject } from '../../domain/subject.ts';
import type { SeriesState } from '../series-state.ts';
import { RTT, UPLINK } from './rules.ts';
import type { LinesState } from './state.ts';

/** Of a line, or of the house. */
export const subjectOf = (name: string, vantage: string): Subject & { readonly target: string } =>
  name === HOUSE ? { target: HOUSE, vantage } : { target: name, via: name, vantage };
const idOf = (name: string, vantage: string): string =>
  seriesId({ probe: UPLINK, field: RTT, subject: subjectOf(name, vantage) });

/** How the echoes over a line say that it fares; undefined before the first of them. */
export const fareOf = ({ fare }: Pick<LinesState, 'fare'>, name: string, vantage: string): SeriesState | undefined =>
  fare.series[idOf(name, vantage)]?.state;
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
