import { memo } from 'hono/jsx/dom';

import { app } from '../../data/app.ts';
import { useStore } from '../../data/store.ts';
import { restWords, type Place } from '../../model/wall-rows.ts';
import { faceOf } from '../../model/wall.ts';
import { StateMark } from '../../ui/marks.tsx';
import { targetIn } from './hero.tsx';
import { Figure } from './rows.tsx';

const Tile = memo(({ place }: { place: Place }) => {
  const { name, label } = place;
  const look = useStore(app, (s) => {
    const target = targetIn(s, name);
    return target === undefined ? 'unknown' : faceOf(target, s.now).look;
  });
  // Where the word is the news it stands instead of the number.
  const news = useStore(app, (s) => {
    const target = targetIn(s, name);
    if (target === undefined) return '';
    const face = faceOf(target, s.now);
    return face.look === 'up' || face.look === 'degraded' ? '' : face.word;
  });
  return (
    <li class={`tile tile-${look}`} data-target={name} data-look={look}>
      <StateMark word={look === 'stale' ? 'unknown' : look} />
      <span class="tile-name">{label.replaceAll('.', '.\u200b')}</span>
      <span class="tile-big">{news === '' ? <Figure name={name} /> : news}</span>
    </li>
  );
});

const Rest = ({ places }: { places: readonly Place[] }) => {
  const words = useStore(app, (s) =>
    restWords(
      places.map(({ name }) => {
        const target = targetIn(s, name);
        return target === undefined ? 'unknown' : faceOf(target, s.now).look;
      }),
    ),
  );
  return (
    <li class="tile tile-rest">
      <span>{words}</span>
    </li>
  );
};

/** Targets in a line each: the shape, the name, the number. What finds no room is counted. */
export const WallTiles = memo(
  ({ places, shown, large = false }: { places: readonly Place[]; shown: number; large?: boolean }) => {
    const rest = places.slice(shown);
    return (
      <ul class={`tiles${large ? ' tiles-large' : ''}`} aria-label="Targets">
        {places.slice(0, shown).map((p) => (
          <Tile key={p.name} place={p} />
        ))}
        {rest.length > 0 && <Rest places={rest} />}
      </ul>
    );
  },
);
