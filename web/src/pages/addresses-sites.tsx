import type { AddressHistory, Addresses, SiteOverLine } from '../../../src/api/addresses/schema.ts';
import { correctionsOf } from '../model/addresses.ts';
import { countryName, plain } from '../model/countries.ts';
import { CodeLink } from '../ui/code-link.tsx';
import { CopyButton } from '../ui/copy.tsx';
import { TimeShort } from '../ui/figures.tsx';
import { EventMark, StateMark } from '../ui/marks.tsx';

const VERDICTS = { open: 'lets you in', refuses: 'refuses', failed: 'fails' } as const;
const WORDS = { open: 'up', refuses: 'degraded', failed: 'down' } as const;

const Over = ({ o, now }: { o: SiteOverLine; now: number }) => (
  <li data-over={o.line} data-verdict={o.verdict}>
    <StateMark word={WORDS[o.verdict]} />
    <span>
      <strong>{o.label}</strong>: {VERDICTS[o.verdict]}
      {o.since !== undefined && (
        <>
          {o.longer === true ? ' since before ' : ' since '}
          <TimeShort at={o.since} now={now} />
        </>
      )}
      {o.because !== undefined && (
        <>
          {', '}
          <bdi>{plain(o.because)}</bdi>
        </>
      )}
      {o.filtered !== undefined && (
        <small>
          <strong>Filtered</strong> since <TimeShort at={o.filtered.since} now={now} />: {plain(o.filtered.summary)}
        </small>
      )}
    </span>
  </li>
);

/** Sites that tell whether an address is taken for a bad one. */
export const Sites = ({ all }: { all: Addresses }) =>
  all.sites.length === 0 ? null : (
    <section class="panel sites" aria-labelledby="sites-title">
      <h2 id="sites-title">Sites that refuse</h2>
      {all.sites.map((s) => (
        <section key={s.name} data-site={s.name} aria-label={s.label}>
          <h3>{s.label}</h3>
          <p class="muted site-url">{s.url}</p>
          {s.over.length === 0 ? (
            <p class="muted">Not asked yet.</p>
          ) : (
            <ul class="lists">
              {s.over.map((o) => (
                <Over key={o.line} o={o} now={all.now} />
              ))}
            </ul>
          )}
        </section>
      ))}
    </section>
  );

/** Whom to write to, and what. */
export const Corrections = ({ all }: { all: Addresses }) =>
  correctionsOf(all).length === 0 ? null : (
    <section class="panel corrections" aria-labelledby="corrections-title">
      <h2 id="corrections-title">Have it corrected</h2>
      <p class="muted">It takes two days to some weeks, and others copy from whom you write to.</p>
      {correctionsOf(all).map((c) => (
        <section key={`${c.address} ${c.source}`} data-correction={c.source} aria-label={plain(c.source)}>
          <h3>
            {plain(c.source)}
            <small>
              {c.country === undefined ? '' : `says ${countryName(c.country)}; `}
              {c.to.startsWith('https:') ? (
                <a href={c.to} target="_blank" rel="noreferrer noopener">
                  {plain(c.to)}
                  <span class="sr">, opens in a new tab</span>
                </a>
              ) : (
                <bdi>{plain(c.to)}</bdi>
              )}
            </small>
          </h3>
          <p class="muted">Wants {plain(c.wants)}.</p>
          <div class="letter">
            <p>{plain(c.text)}</p>
            <CopyButton text={plain(c.text)} what={`the letter to ${plain(c.source)}`} />
          </div>
        </section>
      ))}
    </section>
  );

const MOST = 30;
/** What became of addresses, newest first. */
export const Happened = ({ history, all }: { history: AddressHistory; all: Addresses }) => {
  const label = (name: string): string =>
    [...all.places, ...all.sites].find((p) => p.name === name)?.label ?? plain(name);
  return (
    <section class="panel happened" aria-labelledby="happened-title">
      <h2 id="happened-title">What happened</h2>
      {history.happened.length === 0 && <p class="muted">Nothing in the last 90 days.</p>}
      <ol class="events events-years">
        {history.happened.slice(0, MOST).map((h) => (
          <li key={`${h.at} ${h.code} ${h.name} ${h.via ?? ''}`}>
            <EventMark kind={h.on === false ? 'good' : h.severity} />
            <TimeShort at={h.at} now={history.now} />
            <span>
              {h.summary === '' ? label(h.name) : <bdi>{plain(h.summary)}</bdi>}{' '}
              <small>
                <CodeLink code={h.code} />
                {h.via !== undefined && ` over ${label(h.via)}`}
                {h.on === false && ', no longer'}
              </small>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
};
