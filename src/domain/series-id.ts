import type { SeriesKey } from './entry.ts';
import { subjectKey } from './subject.ts';

/** One text for a series, for maps. Equal series have equal ids. */
export const seriesId = ({ subject, probe, field }: SeriesKey): string =>
  JSON.stringify([subjectKey(subject), probe, field]);
