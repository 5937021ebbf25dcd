import type { Run } from '../../../src/api/schema.ts';
import { formatMicros } from '../model/format.ts';
import { hopsOf } from '../model/hops.ts';
import { Nothing, Time } from '../ui/figures.tsx';

/** The way to the target, as the last `route` run saw it. */
export const Hops = ({ run, now }: { run: Run; now: number }) => {
  const hops = hopsOf(run);
  return (
    <section class="panel hops" aria-labelledby="hops-title">
      <h2 id="hops-title">Route</h2>
      <p class="muted">
        Seen at <Time at={run.at} now={now} />
      </p>
      {run.outcome.status === 'failed' && <p class="problem">{run.outcome.detail}</p>}
      {hops !== undefined && (
        <table>
          <thead>
            <tr>
              <th scope="col">Hop</th>
              <th scope="col">Address</th>
              <th scope="col">Round trip</th>
            </tr>
          </thead>
          <tbody>
            {hops.map((h) => (
              <tr key={String(h.ttl)}>
                <td>{h.ttl}</td>
                <td>
                  {h.answers.length === 0 && <span class="muted">no answer</span>}
                  {h.answers.map((a) => (
                    <div key={a.address}>{a.address}</div>
                  ))}
                  {h.end && <small>the path ends here</small>}
                </td>
                <td>
                  {h.answers.length === 0 && <Nothing />}
                  {h.answers.map((a) => (
                    <div key={a.address}>{a.rtts.map((r) => formatMicros(r)).join(', ')}</div>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
};
