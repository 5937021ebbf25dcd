import { useLayoutEffect, useMemo, useRef, useState } from 'hono/jsx/dom';

import type { Failover, LineHistory, LineInfo } from '../../../src/api/line-schema.ts';
import { evidenceOf, knownFrom, marksOf, type Mark } from '../model/lines.ts';
import { stepFor, tickLabels, timeTicks } from '../model/ticks.ts';
import { clockMinutes, moment, viewerOffset } from '../model/time.ts';
import { Time } from '../ui/figures.tsx';
import { Band, BandKeys } from '../ui/standing.tsx';

/** How wide it is (px), for ticks and marks that must not touch. */
export const useWidth = () => {
  const box = useRef<HTMLElement>(null);
  const [width, setWidth] = useState(800);
  useLayoutEffect(() => {
    const measure = (): void => setWidth(box.current?.clientWidth ?? 800);
    measure();
    window.addEventListener('resize', measure);
    return () => window.removeEventListener('resize', measure);
  }, []);
  return { box, width };
};

export const Axis = ({ since, until, width }: { since: number; until: number; width: number }) => {
  const [from, to] = [since / 1_000, until / 1_000];
  const { ticks, labels } = useMemo(() => {
    const step = stepFor(to - from, width);
    const all = timeTicks(from, to, step, viewerOffset);
    return { ticks: all, labels: tickLabels(all, step, to) };
  }, [from, to, width]);
  return (
    <span class="band-axis" aria-hidden="true">
      {ticks.map((at, i) => {
        const left = ((at - from) / (to - from)) * 100;
        return left > 3 && left < 97 ? (
          <span key={String(at)} style={{ left: `${left}%` }}>
            {labels[i]}
          </span>
        ) : null;
      })}
    </span>
  );
};

/** What a failover was, in a sentence and figure by figure. */
export const Evidence = ({ failover, now }: { failover: Failover; now: number }) => (
  <div class="evidence">
    <p>
      <strong>
        <Time at={failover.at} now={now} />
      </strong>{' '}
      {failover.summary}.
    </p>
    <dl class="line-details">
      {failover.lastGood !== undefined && (
        <div>
          <dt>Last answer by the old line</dt>
          <dd>
            <Time at={failover.lastGood} now={now} />
          </dd>
        </div>
      )}
      {failover.firstGood !== undefined && (
        <div>
          <dt>First by the new one</dt>
          <dd>
            <Time at={failover.firstGood} now={now} />
          </dd>
        </div>
      )}
      {evidenceOf(failover).map(([name, text]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  </div>
);

const markLabel = (mark: Mark, now: number): string => {
  const [first] = mark.failovers;
  const when = first === undefined ? '' : moment(first.at, now);
  return mark.failovers.length === 1
    ? `Failover, ${when}: ${first?.summary ?? ''}`
    : `${mark.failovers.length} failovers from ${when} on`;
};

/** A band a line over the last day, or since there is a record, and the failovers on their common axis, which open what they cost. */
export const BandsPanel = ({ history, lines }: { history: LineHistory; lines: readonly LineInfo[] }) => {
  const { box, width } = useWidth();
  const [open, setOpen] = useState<number | undefined>(undefined);
  const { to, now } = history;
  const from = useMemo(() => knownFrom(history), [history]);
  const span = from === history.from ? 'last 24 hours' : `since ${clockMinutes(from)}`;
  const marks = useMemo(() => marksOf(history.failovers, from, to, width), [history, width]);
  const chosen = marks.find((m) => m.failovers.some((f) => f.at === open));
  const shown = new Set(history.bands.flatMap((b) => b.stretches.map((s) => s.standing)));
  return (
    <section class="panel bands-panel" aria-labelledby="bands-title">
      <div class="panel-head">
        <h2 id="bands-title">{span.charAt(0).toUpperCase() + span.slice(1)}</h2>
        <BandKeys shown={shown} />
      </div>
      <div class="band-rows">
        {lines.map(({ name, label }) => (
          <div class="band-row" key={name} data-band={name}>
            <span class="band-label">{label}</span>
            <Band
              stretches={history.bands.find((b) => b.name === name)?.stretches ?? []}
              from={from}
              to={to}
              label={`${label}, ${span}`}
            />
          </div>
        ))}
        <div class="band-row band-foot">
          <span class="band-label" aria-hidden="true">
            {history.failovers.length > 0 ? 'Failovers' : ''}
          </span>
          <span class="band-marks" ref={box}>
            {marks.map((m) => {
              const at = m.failovers[0]?.at ?? 0;
              return (
                <button
                  type="button"
                  key={String(at)}
                  class="fail-mark"
                  style={{ left: `${m.left}%` }}
                  aria-expanded={m === chosen ? 'true' : 'false'}
                  aria-label={markLabel(m, now)}
                  title={markLabel(m, now)}
                  onClick={() => setOpen(m === chosen ? undefined : at)}
                >
                  {m.failovers.length === 1 ? '⇄' : m.failovers.length}
                </button>
              );
            })}
            <Axis since={from} until={to} width={width} />
          </span>
        </div>
      </div>
      {chosen !== undefined && (
        <div
          class="evidences"
          role="region"
          aria-label={`What happened around ${clockMinutes(chosen.failovers[0]?.at ?? 0)}`}
        >
          {chosen.failovers.map((f) => (
            <Evidence key={String(f.at)} failover={f} now={now} />
          ))}
        </div>
      )}
      {history.truncated && <p class="muted">More happened than fits: what is oldest is left out.</p>}
    </section>
  );
};
