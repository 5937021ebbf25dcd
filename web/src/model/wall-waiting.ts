import type { Overview } from '../../../src/api/schema.ts';
import type { Place } from './wall-rows.ts';

/** What the day of these waits for, in a few words and a sentence; undefined once one of them was heard of. */
export const waitingFor = (
  { targets, lines }: Pick<Overview, 'targets' | 'lines'>,
  rows: readonly Pick<Place, 'name'>[],
): { readonly title: string; readonly text: string } | undefined => {
  const watched = targets.filter((t) => rows.some((r) => r.name === t.name));
  if (watched.some((t) => t.latest !== undefined)) return undefined;
  if (watched.length > 0) return { title: 'Waiting for the first answers', text: 'The day fills from the right.' };
  // How a line stands is known without echoes of its own.
  return lines === undefined
    ? { title: 'Nothing outside is watched yet', text: 'Days will be drawn here.' }
    : undefined;
};
