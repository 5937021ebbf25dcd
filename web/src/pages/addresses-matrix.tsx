import type { AddressNow, Addresses } from '../../../src/api/addresses/schema.ts';
import { ageWords, columnsOf, rowsOf, type Row } from '../model/addresses.ts';
import { countryName, plain } from '../model/countries.ts';
import { Nothing } from '../ui/figures.tsx';
import { StateMark } from '../ui/marks.tsx';

type Geo = NonNullable<AddressNow['geo']>;

/** A country, told apart by shape and word from what most say. */
const Country = ({
  code,
  differs,
  word = 'differs',
  more,
}: {
  code: string;
  differs: boolean | undefined;
  word?: string;
  more?: string | undefined;
}) => (
  <span class={`country${differs === true ? ' country-differs' : ''}`}>
    {differs !== undefined && <StateMark word={differs ? 'degraded' : 'up'} />}
    <span>
      {countryName(code)} <abbr>{plain(code)}</abbr>
      {differs === true && <strong class="differs"> {word}</strong>}
      {more !== undefined && <small>{plain(more)}</small>}
    </span>
  </span>
);

const Cell = ({ answer, vote }: { answer: Row['answers'][number]; vote: Geo['vote'] }) => {
  if (answer === undefined)
    return (
      <td>
        <Nothing />
      </td>
    );
  const { country, why, city, region, says } = answer;
  if (country === undefined)
    return (
      <td class="muted">
        no answer<small>{plain(why ?? 'it does not have this address')}</small>
      </td>
    );
  const differs = says === 'registration' || vote === undefined ? undefined : country !== vote.country;
  return (
    <td>
      <Country code={country} differs={differs} more={[city, region].filter(Boolean).join(', ') || undefined} />
    </td>
  );
};

const Registered = ({ address: { registered, unregistered } }: { address: AddressNow }) => {
  if (registered === undefined)
    return (
      <td class="muted">
        not known<small>{plain(unregistered ?? 'not asked yet')}</small>
      </td>
    );
  const { country, organisation, name } = registered;
  return (
    <td>
      {country === undefined ? 'no country told' : <Country code={country} differs={undefined} />}
      <small>
        <bdi>{plain(organisation ?? name ?? '')}</bdi>
      </small>
    </td>
  );
};

/** Which sources say what of which address. */
export const Matrix = ({ all }: { all: Addresses }) => {
  const columns = columnsOf(all);
  const rows = rowsOf(columns);
  const located = rows.filter((r) => r.says === 'location');
  const stale = new Set(
    all.places.flatMap((p) =>
      p.findings.filter((f) => f.code === 'geo-database-stale').map((f) => f.evidence['source']),
    ),
  );
  const head = (row: Row) => (
    <th scope="row">
      <bdi>{plain(row.source)}</bdi>
      <small>
        {[
          row.maker === undefined ? [] : plain(row.maker),
          row.builtAt === undefined ? [] : ageWords(row.builtAt, all.now),
        ]
          .flat()
          .join(', ')}
        {stale.has(row.source) && <strong class="differs"> old</strong>}
      </small>
    </th>
  );
  const cells = (row: Row) =>
    row.answers.map((answer, i) => {
      const column = columns[i];
      return <Cell key={column?.address.address ?? ''} answer={answer} vote={column?.address.geo?.vote} />;
    });
  return (
    <section class="panel geo" aria-labelledby="geo-title">
      <h2 id="geo-title">Where they say you are</h2>
      {located.length === 0 && (
        <p class="muted">No database was asked yet: it is done once a day, and at once on a new address.</p>
      )}
      <div class="geo-scroll" tabindex={0} role="region" aria-label="Addresses by source">
        <table class="geo-matrix">
          <thead>
            <tr>
              <td />
              {columns.map(({ label, address: { address } }) => (
                <th scope="col" key={address}>
                  {label}
                  <span class="address">{address}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {located.map((row) => (
              <tr key={row.source} data-source={row.source}>
                {head(row)}
                {cells(row)}
              </tr>
            ))}
            {located.length > 0 && (
              <tr class="geo-vote">
                <th scope="row">
                  The vote<small>one voice a maker</small>
                </th>
                {columns.map(({ address: { address, geo } }) => (
                  <td key={address}>
                    {geo === undefined ? (
                      <Nothing />
                    ) : geo.vote === undefined ? (
                      'undecided'
                    ) : (
                      <Country
                        code={geo.vote.country}
                        differs={all.here === undefined ? undefined : geo.vote.country !== all.here.country}
                        word="not here"
                        more={`${geo.vote.says} of ${geo.vote.of}`}
                      />
                    )}
                  </td>
                ))}
              </tr>
            )}
          </tbody>
          <tbody>
            <tr>
              <th scope="rowgroup" colspan={columns.length + 1} class="geo-group">
                To whom it was given: registration is not location
              </th>
            </tr>
            <tr>
              <th scope="row">
                Registry<small>by RDAP</small>
              </th>
              {columns.map(({ address }) => (
                <Registered key={address.address} address={address} />
              ))}
            </tr>
            {rows
              .filter((r) => r.says === 'registration')
              .map((row) => (
                <tr key={row.source} data-source={row.source}>
                  {head(row)}
                  {cells(row)}
                </tr>
              ))}
          </tbody>
        </table>
      </div>
      <p class="muted">
        {all.here === undefined
          ? 'The config does not say where you are (here: {country: …}), so nothing is called wrong.'
          : `You say ${countryName(all.here.country)}: your word, which no source was asked about.`}{' '}
        Google places addresses by a database of its own, which offers no look-up: the foot of its search page shows
        what it thinks, and the vote here is the nearest evidence.
      </p>
    </section>
  );
};
