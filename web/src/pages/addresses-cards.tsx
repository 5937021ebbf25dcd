import type { AddressNow, AddressPlace } from '../../../src/api/addresses/schema.ts';
import { MAPPING_WORDS } from '../model/addresses.ts';
import { countryName, plain } from '../model/countries.ts';
import { KIND_WORDS } from '../model/lines.ts';
import { codeWords } from '../model/words.ts';
import { CodeLink } from '../ui/code-link.tsx';
import { TimeShort } from '../ui/figures.tsx';
import { EventMark, StateMark } from '../ui/marks.tsx';

const BY_WORDS = { 'nat-pmp': 'NAT-PMP', pcp: 'PCP', upnp: 'UPnP' } as const;

const Lists = ({ lists }: { lists: NonNullable<AddressNow['lists']> }) => (
  <ul class="lists">
    {lists.map((l) => (
      <li key={l.list}>
        <StateMark word={l.why === undefined ? (l.codes.length > 0 ? 'degraded' : 'up') : 'unknown'} />
        <span>
          {plain(l.list)}:{' '}
          {l.codes.length > 0 ? (
            <>
              <strong>listed</strong> ({l.codes.map(plain).join(', ')})
              {l.text !== undefined && (
                <small>
                  <bdi>{plain(l.text)}</bdi>
                </small>
              )}
            </>
          ) : l.why === undefined ? (
            'not listed'
          ) : (
            `does not tell: ${plain(l.why)}`
          )}
        </span>
      </li>
    ))}
  </ul>
);

const Facts = ({ a, now }: { a: AddressNow; now: number }) => (
  <section class="address-facts" aria-label={a.address}>
    <h3>
      <span class="address">{a.address}</span>
      {a.since !== undefined && (
        <small>
          since <TimeShort at={a.since} now={now} />
        </small>
      )}
    </h3>
    <dl class="line-details">
      <div>
        <dt>Name</dt>
        <dd>
          {a.names === undefined ? (
            'not asked yet'
          ) : a.names.length === 0 ? (
            'none by reverse DNS'
          ) : (
            <bdi>{a.names.map(plain).join(', ')}</bdi>
          )}
        </dd>
      </div>
      <div>
        <dt>Network</dt>
        <dd>{a.asn === undefined ? 'not known' : <bdi>{`AS${a.asn} ${plain(a.asName ?? '')}`}</bdi>}</dd>
      </div>
      <div>
        <dt>Registered to</dt>
        <dd>
          {a.registered === undefined ? (
            plain(a.unregistered ?? 'not asked yet')
          ) : (
            <>
              <bdi>{plain(a.registered.organisation ?? a.registered.name ?? a.registered.handle)}</bdi>
              <small>
                {a.registered.country !== undefined && `${countryName(a.registered.country)}, `}
                {a.registered.from} – {a.registered.to}
                {a.registered.abuse !== undefined && `, abuse: ${plain(a.registered.abuse)}`}
              </small>
            </>
          )}
        </dd>
      </div>
      {a.mapping !== undefined && a.family === 4 && (
        <div>
          <dt>NAT mapping</dt>
          <dd>{MAPPING_WORDS[a.mapping]}</dd>
        </div>
      )}
      {a.lists !== undefined && a.lists.length > 0 && (
        <div>
          <dt>Blocklists</dt>
          <dd>
            <Lists lists={a.lists} />
          </dd>
        </div>
      )}
    </dl>
  </section>
);

const Router = ({ router }: { router: NonNullable<AddressPlace['router']> }) => (
  <small class="router">
    {router.views
      .map(
        (v) =>
          `${BY_WORDS[v.by]}${v.product === undefined ? '' : ` (${plain(v.product)})`}: ${v.address ?? plain(v.why ?? 'no answer')}`,
      )
      .join('; ')}
  </small>
);

/** What is known of the addresses of one line. */
export const PlaceCard = ({ place, now }: { place: AddressPlace; now: number }) => (
  <section class="panel line-card" data-place={place.name} aria-labelledby={`p-${place.name}`}>
    <div class="line-head">
      <h2 id={`p-${place.name}`}>{place.label}</h2>
      {place.kind !== undefined && KIND_WORDS[place.kind].toLowerCase() !== place.label.toLowerCase() && (
        <span class="chip">{KIND_WORDS[place.kind]}</span>
      )}
      {place.live && <span class="chip">live</span>}
    </div>
    {place.nat !== undefined && (
      <p class={`nat nat-${place.nat.kind}`}>
        {plain(place.nat.words)}
        {place.router?.views.some((v) => v.address !== undefined) === true && <Router router={place.router} />}
      </p>
    )}
    {place.addresses.length === 0 && <p class="muted">No address is known.</p>}
    {place.addresses.map((a) => (
      <Facts key={a.address} a={a} now={now} />
    ))}
    {place.missing.map((m) => (
      <p class="muted" key={String(m.family)}>
        No IPv{m.family}: {plain(m.why)}.
      </p>
    ))}
    {place.findings.map((f) => (
      <section
        class={`line-finding line-finding-${f.severity}`}
        key={`${f.code} ${f.summary}`}
        data-code={f.code}
        aria-label={codeWords(f.code)}
      >
        <h3>
          <EventMark kind={f.severity} />
          <CodeLink code={f.code} />{' '}
          <small>
            {f.longer ? 'since before ' : 'since '}
            <TimeShort at={f.since} now={now} />
          </small>
        </h3>
        {f.summary !== '' && (
          <p>
            <bdi>{plain(f.summary)}</bdi>
          </p>
        )}
        {f.remedy !== undefined && <p class="muted">{plain(f.remedy)}</p>}
      </section>
    ))}
    {place.troubles.map((t) => (
      <p class="problem" key={t.probe}>
        The check {t.probe} failed, <TimeShort at={t.at} now={now} />: {plain(t.detail)}.
      </p>
    ))}
  </section>
);
