import { useMemo, useState } from 'hono/jsx/dom';

import { app } from '../../data/app.ts';
import { router } from '../../data/router.ts';
import { useStore, useStoreAs } from '../../data/store.ts';
import { factsOf } from '../../model/wall-facts.ts';
import type { Shown } from '../../model/wall-front.ts';
import { columnsFor, pixelShift } from '../../model/wall-grid.ts';
import { MOST_CARDS, wallLayout, type WallLayout } from '../../model/wall-layout.ts';
import { failoverWords } from '../../model/wall-events.ts';
import { unknownRows, wallOptions } from '../../model/wall-options.ts';
import { placesOf, type Places } from '../../model/wall-rows.ts';
import { usePageTitle } from '../../ui/page-title.ts';
import { FrontCards, useFront } from './front.tsx';
import { WallFoot } from './foot.tsx';
import { WallHead } from './head.tsx';
import { WallHero } from './hero.tsx';
import { useNight } from './night.ts';
import { WallRows } from './rows.tsx';
import { DIGIT_FONT, measureDigits, useScreen } from './screen.ts';
import { WallSites } from './sites.tsx';
import { WallTiles } from './tiles.tsx';
import { useTurn, type WallView } from './turn.ts';
import { useUnattended } from './unattended.ts';
import { useVerdict } from './verdict.ts';
import { Waiting } from './waiting.tsx';

const NOTHING: Places = { rows: [], tiles: [], known: [] };
const REACH = 3;

/** Sites as the whole view: as many rows as they need, up to what fits. */
const wholeSites = (count: number, shape: WallLayout['shape']) => {
  const [columns, most] = shape === 'wide' ? [count > 12 ? 4 : 2, 9] : [2, 18];
  return { columns, rows: Math.min(most, Math.ceil(count / columns)) };
};

/** What has its place, by names alone; what fails comes first among what may find none. */
const usePlaces = (shown: readonly Shown[], asked: readonly string[] | undefined): Places => {
  const failing = useMemo(() => new Set(shown.map((s) => s.name)), [shown]);
  return useStoreAs(app, ({ overview }) => (overview === undefined ? NOTHING : placesOf(overview, failing, asked)));
};

/** Sizes that follow from the screen and from what there is to show; moved a little each minute. */
const useWallStyle = (layout: WallLayout, title: number, rows: number, turned: WallView, count: number) => {
  const minute = useStore(app, (s) => Math.floor(s.now / 60_000_000));
  const key = JSON.stringify(layout);
  // A new style object would be set anew, and all below it laid out again, with every change.
  return useMemo((): Readonly<Record<string, string>> => {
    const shift = pixelShift(minute, REACH);
    const { unit, hero, card, tiles, shape } = layout;
    const columns = turned === 'lines' ? tiles.columns : columnsFor(count, shape === 'wide' ? 96 : 68, 36, 4);
    return {
      '--u': `${unit}px`,
      '--title': String(Math.max(8, title)),
      '--hero': String(hero.digits),
      '--digit-font': DIGIT_FONT,
      '--hero-height': String(hero.height),
      '--card': String(card.height),
      '--card-font': String(card.font),
      '--rows': String(Math.max(1, rows)),
      '--rows-height': String(layout.rows.height),
      '--tile-columns': String(columns),
      '--tile-rows': String(turned === 'lines' ? Math.max(1, tiles.rows) : Math.max(1, Math.ceil(count / columns))),
      '--foot': String(layout.foot),
      transform: `translate(${shift.x}px, ${shift.y}px)`,
    };
  }, [key, title, rows, turned, count, minute]);
};

export const WallPage = () => {
  usePageTitle('Wall');
  useUnattended();
  const search = useStore(router, (l) => l.search);
  const options = useMemo(() => wallOptions(search), [search]);
  const dim = useNight(options);
  const screen = useScreen();
  const [digits] = useState(measureDigits);
  const shown = useFront();
  const verdict = useVerdict(shown);
  const lines = useStore(app, (s) => s.overview?.lines);
  const sites = useStore(app, (s) => s.overview?.sites);
  const facts = useStore(app, ({ overview }) => (overview === undefined ? 0 : factsOf(overview).length));
  const places = usePlaces(shown, options.rows);
  const known = useStore(app, (s) => s.overview !== undefined);
  const unknown = places.known.length === 0 ? undefined : unknownRows(options.rows, places.known);
  const notes = [...options.wrong, ...(unknown === undefined ? [] : [unknown])].join(' · ');
  const hasLines = lines !== undefined && lines.lines.length > 0;
  const views = ['lines', ...(places.tiles.length > 0 ? ['targets'] : []), ...(sites?.sites.length ? ['sites'] : [])];
  const view = useTurn(views as WallView[], options.rotate, shown.length > 0);

  const counts = {
    digits,
    rows: places.rows.length,
    sites: sites?.sites.length ?? 0,
    cards: shown.length,
    moreCards: shown.length > MOST_CARDS,
    caption: hasLines ? failoverWords(lines.lastFailover, 0).length : 0,
    facts,
    notes: notes !== '',
  };
  // What has a row is no tile, and how many have one depends on how many tiles there are.
  const rowed = wallLayout(screen, { ...counts, tiles: places.tiles.length }).rows.count;
  const inRows = useMemo(() => places.rows.slice(0, rowed), [places, rowed]);
  const tiles = useMemo(() => places.tiles.filter((p) => !inRows.some((r) => r.name === p.name)), [places, inRows]);
  const layout = wallLayout(screen, { ...counts, rows: inRows.length, tiles: tiles.length });
  const all = view === 'targets' ? places.tiles.length : (sites?.sites.length ?? 0);
  const style = useWallStyle(layout, verdict.title.length, inRows.length, view, all);
  const { shape, unit } = layout;
  return (
    <main
      class={`wall wall-${verdict.word} wall-${shape}${verdict.gone ? ' wall-gone' : ''}${dim ? ' wall-dim' : ''}`}
      data-verdict={verdict.title}
      data-view={view}
      style={style}
    >
      <WallHead verdict={verdict} />
      {view === 'lines' && known && (
        <>
          <div class="wall-main">
            <div class="wall-front">
              <WallHero compact={shown.length > 0} />
              {shown.length > 0 && <FrontCards shown={shown} room={MOST_CARDS} roomy={layout.card.roomy} />}
            </div>
            {inRows.length > 0 ? (
              <WallRows places={inRows} lines={hasLines ? lines : undefined} unit={unit} />
            ) : (
              <Waiting places={inRows} />
            )}
          </div>
          {tiles.length > 0 && <WallTiles places={tiles} shown={layout.tiles.shown} />}
          {sites !== undefined && sites.sites.length > 0 && <WallSites sites={sites} {...layout.sites} />}
        </>
      )}
      {view === 'targets' && <WallTiles places={places.tiles} shown={places.tiles.length} large />}
      {view === 'sites' && sites !== undefined && (
        <WallSites sites={sites} {...wholeSites(sites.sites.length, shape)} />
      )}
      {/* Sizes follow from what there is to show: before that is known nothing has its place. */}
      {(known || verdict.gone) && <WallFoot notes={notes} />}
    </main>
  );
};
