import type { AddressPlace, Addresses, PlaceEvidence } from '../../../src/api/addresses/schema.ts';
import { useAddresses, useAddressHistory } from '../data/addresses.ts';
import { addressesVerdict, ITEM_WORDS, placesShown, STANDING_TITLES } from '../model/addresses.ts';
import { countryName, plain } from '../model/countries.ts';
import { TimeShort } from '../ui/figures.tsx';
import { StateMark } from '../ui/marks.tsx';
import { usePageTitle } from '../ui/page-title.ts';
import { PlaceCard } from './addresses-cards.tsx';
import { Matrix } from './addresses-matrix.tsx';
import { Corrections, Happened, Sites } from './addresses-sites.tsx';
import { HeldPanel, Placings } from './addresses-time.tsx';

/** "DSL: 198.51.100.7, here since …; the world says United Kingdom (4 of 5)" */
const AtAGlance = ({ place, all }: { place: AddressPlace; all: Addresses }) => {
  const { addresses, label } = place;
  if (addresses.length === 0)
    return (
      <li>
        <StateMark word="unknown" />
        <span>
          <strong>{label}</strong>: no address is known
        </span>
      </li>
    );
  return (
    <>
      {addresses.map(({ address, since, geo }) => {
        const vote = geo?.vote;
        const wrong = vote !== undefined && all.here !== undefined && vote.country !== all.here.country;
        return (
          <li key={address} data-glance={address}>
            <StateMark word={vote === undefined ? 'unknown' : wrong ? 'degraded' : 'up'} />
            <span>
              <strong>{label}</strong>: <span class="address">{address}</span>
              {since !== undefined && (
                <>
                  , here since <TimeShort at={since} now={all.now} />
                </>
              )}
              {'; '}
              {vote === undefined
                ? geo === undefined
                  ? 'nobody was asked yet where it is'
                  : 'the world does not agree where it is'
                : `the world says ${countryName(vote.country)} (${vote.says} of ${vote.of})`}
            </span>
          </li>
        );
      })}
    </>
  );
};

const Verdict = ({ all }: { all: Addresses }) => {
  const { word, title } = addressesVerdict(all);
  usePageTitle(word === 'degraded' ? title : 'Addresses');
  return (
    <div class={`verdict verdict-${word}`} data-verdict={title}>
      <StateMark word={word} />
      <h1 tabindex={-1}>{title}</h1>
      <ul class="lists at-glance">
        {placesShown(all).map((p) => (
          <AtAGlance key={p.name} place={p} all={all} />
        ))}
      </ul>
    </div>
  );
};

const EvidencePanel = ({ evidence }: { evidence: PlaceEvidence }) => (
  <section class="panel place-evidence" aria-labelledby="evidence-title" data-evidence={evidence.standing}>
    <h2 id="evidence-title">Evidence of place: {STANDING_TITLES[evidence.standing].toLowerCase()}</h2>
    <p>{plain(evidence.words)}</p>
    {evidence.pieces.length > 0 && (
      <ul class="lists">
        {evidence.pieces.map((p, i) => {
          const counts = evidence.agree.includes(i);
          const against = evidence.country !== undefined && p.country !== evidence.country;
          return (
            <li key={`${p.item} ${p.line} ${p.address}`}>
              <StateMark word={counts ? 'up' : against ? 'degraded' : 'unknown'} />
              <span>
                {plain(p.words)}
                <small>
                  24f({p.item}), {ITEM_WORDS[p.item]}
                  {counts ? ': one of the two' : against ? ': contradicts' : ''}
                </small>
              </span>
            </li>
          );
        })}
      </ul>
    )}
    {evidence.contradicts.length > 0 && (
      <>
        <h3>What says otherwise</h3>
        <ul class="lists">
          {evidence.contradicts.map((c) => (
            <li key={c}>
              <StateMark word="degraded" />
              <span>{plain(c)}</span>
            </li>
          ))}
        </ul>
      </>
    )}
    {evidence.leftOut.map((l) => (
      <p class="muted" key={l}>
        Not counted: {plain(l)}.
      </p>
    ))}
    <p class="muted">
      As shops in the EU count it (Implementing Regulation 282/2011, articles 24b and 24f): two items of different kinds
      that do not contradict one another. Two of one origin are one. Nobody looked at a SIM or at a socket: the
      registry’s country of the network stands in for them.
    </p>
  </section>
);

export const AddressesPage = () => {
  const { value: all, problem } = useAddresses();
  const { value: history, problem: late } = useAddressHistory();
  if (all === undefined) {
    return (
      <section class="panel waiting" aria-busy={problem === undefined ? 'true' : 'false'}>
        <h1 tabindex={-1}>Addresses</h1>
        <p>{problem ?? 'Reading…'}</p>
      </section>
    );
  }
  const places = placesShown(all);
  const known = places.some((p) => p.addresses.length > 0);
  return (
    <div class="addresses">
      <Verdict all={all} />
      {known ? (
        <Matrix all={all} />
      ) : (
        <section class="panel" data-empty>
          <p>
            {places.some((p) => p.troubles.length > 0)
              ? 'It was asked, and nobody told: why is below. It is asked again by itself.'
              : 'Nothing was asked yet. The addresses are asked for within a minute of the start, what is known of them every six hours, and where they are once a day.'}
          </p>
        </section>
      )}
      {history !== undefined && <Placings history={history} all={all} />}
      <EvidencePanel evidence={all.evidence} />
      <div class="line-cards">
        {places.map((p) => (
          <PlaceCard key={p.name} place={p} now={all.now} />
        ))}
      </div>
      <Sites all={all} />
      <Corrections all={all} />
      {history !== undefined && <HeldPanel history={history} all={all} />}
      {history !== undefined && <Happened history={history} all={all} />}
      {(problem ?? late) !== undefined && <p class="problem">{problem ?? late}</p>}
    </div>
  );
};
