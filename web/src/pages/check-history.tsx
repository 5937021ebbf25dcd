import { checks, type Done } from '../data/checks.ts';
import { verdictOf, type Verdict } from '../model/checks.ts';
import { formatDuration } from '../model/format.ts';
import { Time } from '../ui/figures.tsx';
import { EventMark } from '../ui/marks.tsx';

/** How one ended, also where it found nothing out. */
export const endOf = ({ run, problem }: Pick<Done, 'run' | 'problem'>): Verdict =>
  run === undefined ? { kind: 'gap', words: problem ?? 'It failed.' } : verdictOf(run);

/** What was run from this page; forgotten with it. */
export const CheckHistory = ({ done, shown, now }: { done: readonly Done[]; shown: number | undefined; now: number }) =>
  done.length < 2 ? null : (
    <section class="panel check-history" aria-labelledby="check-history">
      <h2 id="check-history">Run from this page</h2>
      <ol>
        {done.map((d) => {
          const { kind, words } = endOf(d);
          return (
            <li key={String(d.id)}>
              <button
                type="button"
                aria-pressed={d.id === shown ? 'true' : 'false'}
                onClick={() => checks.set({ shown: d.id })}
              >
                <span aria-hidden="true">
                  <EventMark kind={kind} />
                </span>
                <span>
                  <b>{d.title}</b> {d.label}
                  <small class="muted">{words}</small>
                </span>
                <small class="muted">
                  {d.run === undefined ? '' : <Time at={d.run.at} now={now} />} {formatDuration(d.tookMs)}
                </small>
              </button>
            </li>
          );
        })}
      </ol>
    </section>
  );
