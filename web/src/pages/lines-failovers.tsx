import { useState } from 'hono/jsx/dom';

import type { Failover, LineHistory } from '../../../src/api/line-schema.ts';
import { moment } from '../model/time.ts';
import { Time } from '../ui/figures.tsx';
import { Evidence } from './lines-bands.tsx';

const MOST = 50;

interface RowProps {
  readonly failover: Failover;
  readonly now: number;
  readonly open: boolean;
  readonly toggle: () => void;
}
const Row = ({ failover: f, now, open, toggle }: RowProps) => (
  <>
    <tr data-failover={f.to ?? ''}>
      <td>
        <Time at={f.at} now={now} />
      </td>
      <td>{f.summary}</td>
      <td>
        <button
          type="button"
          class="button button-small"
          aria-expanded={open ? 'true' : 'false'}
          aria-label={`${open ? 'Hide' : 'Show'} the evidence of ${moment(f.at, now)}`}
          onClick={toggle}
        >
          {open ? 'Hide' : 'Show'}
        </button>
      </td>
    </tr>
    {open && (
      <tr>
        <td colspan={3}>
          <Evidence failover={f} now={now} />
        </td>
      </tr>
    )}
  </>
);

/** Every failover in plain words, newest first, with what it cost behind it. */
export const Failovers = ({ history, now }: { history: LineHistory; now: number }) => {
  const [open, setOpen] = useState<number | undefined>(undefined);
  const { failovers } = history;
  const days = Math.round((history.to - history.from) / 86_400_000_000);
  return (
    <section class="panel failovers" aria-labelledby="failovers-title">
      <h2 id="failovers-title">Failovers</h2>
      {failovers.length === 0 && <p class="muted">None in the last {days} days.</p>}
      {failovers.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">What it cost</th>
              <th scope="col">
                <span class="sr">Evidence</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {failovers.slice(0, MOST).map((f) => (
              <Row
                key={String(f.at)}
                failover={f}
                now={now}
                open={open === f.at}
                toggle={() => setOpen(open === f.at ? undefined : f.at)}
              />
            ))}
          </tbody>
        </table>
      )}
      {failovers.length > MOST && <p class="muted">{failovers.length - MOST} older ones are under Events.</p>}
    </section>
  );
};
