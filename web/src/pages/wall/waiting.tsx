import { memo } from 'hono/jsx/dom';

import { app } from '../../data/app.ts';
import { useStoreAs } from '../../data/store.ts';
import type { Place } from '../../model/wall-rows.ts';
import { waitingFor } from '../../model/wall-waiting.ts';

/** Where the day will be: what that waits for. */
export const Waiting = memo(({ places }: { places: readonly Place[] }) => {
  const { title, text } = useStoreAs(app, ({ overview }) => ({ ...(overview && waitingFor(overview, places)) }));
  if (title === undefined) return null;
  return (
    <p class="wall-waiting" data-waiting={title}>
      <b>{title}</b>
      <span>{text}</span>
    </p>
  );
});
