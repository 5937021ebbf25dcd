import { useState } from 'hono/jsx/dom';

import type { AddressHistory, Addresses, Held } from '../../../src/api/addresses/schema.ts';
import { columnsOf, heldRows, heldWords, patchesOf, placedWords, placesShown } from '../model/addresses.ts';
import { countryName, plain } from '../model/countries.ts';
import { TimeShort } from '../ui/figures.tsx';
import { Axis, useWidth } from './lines-bands.tsx';

const MOST_HELD = 8;

const Foot = ({ history, width, box }: { history: AddressHistory } & ReturnType<typeof useWidth>) => (
  <div class="band-row band-foot">
    <span class="band-label" />
    <span class="band-marks time-axis" ref={box}>
      <Axis since={history.from} until={history.to} width={width} />
    </span>
  </div>
);
const Gaps = ({ history: { gaps, from, to } }: { history: AddressHistory }) => (
  <>
    {gaps.map((g) => (
      <i
        key={String(g.from)}
        class="patch patch-gap"
        title="not watched"
        style={{
          left: `${((Math.max(from, g.from) - from) / (to - from)) * 100}%`,
          width: `${((Math.min(to, g.to) - Math.max(from, g.from)) / (to - from)) * 100}%`,
        }}
      />
    ))}
  </>
);

/** What each source said of one address over time. */
export const Placings = ({ history, all }: { history: AddressHistory; all: Addresses }) => {
  const [chosen, choose] = useState('');
  const size = useWidth();
  const columns = columnsOf(all).filter((c) => history.placed.some((p) => p.address === c.address.address));
  const column = columns.find((c) => c.address.address === chosen) ?? columns[0];
  if (column === undefined) return null;
  const { address, geo } = column.address;
  const country = all.here?.country ?? geo?.vote?.country;
  const { from, to } = history;
  // The house is asked of the address that a line has, too.
  const rows = history.placed.filter(
    (p, i, placed) =>
      p.address === address && placed.findIndex((x) => x.address === address && x.source === p.source) === i,
  );
  return (
    <section class="panel placings" aria-labelledby="placings-title" data-placed={address}>
      <div class="panel-head">
        <h2 id="placings-title">The last 90 days</h2>
        <div class="segments segments-small" role="group" aria-label="Address">
          {columns.map(({ label, address: a }) => (
            <button
              type="button"
              key={a.address}
              aria-pressed={a.address === address ? 'true' : 'false'}
              title={a.address}
              onClick={() => choose(a.address)}
            >
              {label} {a.family === 6 ? 'IPv6' : 'IPv4'}
            </button>
          ))}
        </div>
      </div>
      <div class="band-rows">
        {rows.map((row) => (
          <div class="band-row" key={row.source}>
            <span class="band-label">
              <bdi>{plain(row.source)}</bdi>
            </span>
            <span class="band patches" role="img" aria-label={`${plain(row.source)}: ${placedWords(row)}`}>
              {patchesOf(row, from, to, country).map((p) => (
                <i
                  key={String(p.left)}
                  class={`patch patch-${p.look}`}
                  title={p.country === undefined ? 'no answer' : countryName(p.country)}
                  style={{ left: `${p.left}%`, width: `${p.width}%` }}
                >
                  {p.width > 3 && p.country}
                </i>
              ))}
            </span>
          </div>
        ))}
        <Foot history={history} {...size} />
      </div>
      <ul class="band-keys" aria-label="Legend">
        <li>
          <i class="patch-key patch-same" aria-hidden="true" />
          {country === undefined ? 'As most say' : countryName(country)}
        </li>
        <li>
          <i class="patch-key patch-other" aria-hidden="true" />
          Another country
        </li>
        <li>
          <i class="patch-key patch-none" aria-hidden="true" />
          No answer
        </li>
      </ul>
    </section>
  );
};

const Row = ({ held, label, history: { now, from } }: { held: Held; label: string; history: AddressHistory }) => (
  <tr>
    <th scope="row">{label}</th>
    <td class="address">{held.address}</td>
    <td>{held.from === undefined ? 'before' : <TimeShort at={held.from} now={now} />}</td>
    <td>{held.to === undefined ? 'held now' : <TimeShort at={held.to} now={now} />}</td>
    <td>{heldWords(held, now, from)}</td>
  </tr>
);

/** How long each address was held. */
export const HeldPanel = ({ history, all }: { history: AddressHistory; all: Addresses }) => {
  const size = useWidth();
  const [more, showMore] = useState(false);
  const places = placesShown(all);
  const label = (name: string): string => all.places.find((p) => p.name === name)?.label ?? name;
  const rows = heldRows(history, places);
  const { from, to, now } = history;
  const list = history.held.filter((h) => places.some((p) => p.name === h.name));
  const shown = more ? list : list.slice(0, MOST_HELD);
  return (
    <section class="panel held" aria-labelledby="held-title">
      <h2 id="held-title">How long each address was held</h2>
      {rows.length === 0 && <p class="muted">No address was seen yet.</p>}
      {rows.length > 0 && (
        <>
          <div class="band-rows">
            {rows.map(({ name, family, held }) => (
              <div class="band-row" key={`${name} ${family}`} data-held={name}>
                <span class="band-label">
                  {label(name)} IPv{family}
                </span>
                <span
                  class="band patches"
                  role="img"
                  aria-label={`${label(name)}, IPv${family}: ${held.length === 1 ? 'one address' : `${held.length} addresses`}, the last for ${held[0] === undefined ? '' : heldWords(held[0], now, from)}`}
                >
                  {held.map((h, i) => {
                    const [a, b] = [Math.max(from, h.from ?? from), Math.min(to, h.to ?? to)];
                    const width = Math.max(0, ((b - a) / (to - from)) * 100);
                    return (
                      <i
                        key={`${h.address} ${h.from ?? ''}`}
                        class={`patch patch-held${(held.length - i) % 2 === 0 ? ' patch-even' : ''}`}
                        title={`${h.address}, ${heldWords(h, now, from)}`}
                        style={{ left: `${((a - from) / (to - from)) * 100}%`, width: `${width}%` }}
                      >
                        {width > 12 && h.address}
                      </i>
                    );
                  })}
                  <Gaps history={history} />
                </span>
              </div>
            ))}
            <Foot history={history} {...size} />
          </div>
          {history.gaps.length > 0 && (
            <ul class="band-keys" aria-label="Legend">
              <li>
                <i class="patch-key patch-gap" aria-hidden="true" />
                Not watched: what changed then is told when it was seen
              </li>
            </ul>
          )}
          <table class="held-list">
            <thead>
              <tr>
                <th scope="col">Line</th>
                <th scope="col">Address</th>
                <th scope="col">From</th>
                <th scope="col">To</th>
                <th scope="col">Held</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((h) => (
                <Row key={`${h.name} ${h.address} ${h.from ?? ''}`} held={h} label={label(h.name)} history={history} />
              ))}
            </tbody>
          </table>
          {list.length > shown.length && (
            <button type="button" class="button" onClick={() => showMore(true)}>
              {list.length - shown.length} more
            </button>
          )}
        </>
      )}
      {history.truncated && <p class="muted">More happened than fits: what is oldest is left out.</p>}
    </section>
  );
};
