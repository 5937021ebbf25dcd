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
                  {h.address ?? <span class="muted">no answer</span>}
                  {h.name !== undefined && <small> {h.name}</small>}
                  {h.note !== undefined && <small> {h.note}</small>}
                </td>
                <td>{h.rtts.length === 0 ? <Nothing /> : h.rtts.map((r) => formatMicros(r)).join(', ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
};
