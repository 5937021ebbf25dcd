import { useState } from 'hono/jsx/dom';

import type { PathDetail } from '../../../../src/api/paths/schema.ts';
import { useRuns } from '../../data/paths.ts';
import { router } from '../../data/router.ts';
import { useStore } from '../../data/store.ts';
import { momentOf } from '../../model/route.ts';
import { aroundChange, changesOf } from '../../model/path-rows.ts';
import { momentShort } from '../../model/time.ts';
import { codeWords } from '../../model/words.ts';

type Runs = PathDetail['runs'];

interface ChoiceProps {
  readonly label: string;
  readonly runs: Runs;
  readonly chosen: string;
  readonly now: number;
  readonly choose: (id: string) => void;
}
const Choice = ({ label, runs, chosen, now, choose }: ChoiceProps) => (
  <label class="filter">
    <span>{label}</span>
    <select value={chosen} onChange={(e: Event) => choose((e.target as HTMLSelectElement).value)} data-choice={label}>
      {runs.map((r) => (
        <option key={r.id} value={r.id} selected={r.id === chosen}>
          {momentShort(r.at, now)}, {r.seen === undefined ? 'not measured' : codeWords(r.seen.code)}
        </option>
      ))}
    </select>
  </label>
);

/** What differs between two runs; by default those around the last change. */
export const Compare = ({ target, runs, spells, now }: Pick<PathDetail, 'target' | 'runs' | 'spells' | 'now'>) => {
  const [chosen, choose] = useState<{ readonly before?: string; readonly after?: string }>({});
  const at = momentOf(new URLSearchParams(useStore(router, (l) => l.search)));
  const [before, after] = aroundChange(runs, spells, at) ?? [];
  const ids = [chosen.before ?? before ?? '', chosen.after ?? after ?? ''] as const;
  const whole = useRuns(
    target,
    runs.filter((r) => ids.includes(r.id)),
  );
  if (before === undefined || after === undefined) return null;
  const [was, is] = [whole.get(ids[0]), whole.get(ids[1])];
  const changes = was && is ? changesOf(was, is) : undefined;
  return (
    <section class="panel path-compare" aria-labelledby="compare-title">
      <h2 id="compare-title">Two runs compared</h2>
      <div class="choices">
        <Choice
          label="Before"
          runs={runs}
          chosen={ids[0]}
          now={now}
          choose={(id) => choose({ ...chosen, before: id })}
        />
        <Choice label="After" runs={runs} chosen={ids[1]} now={now} choose={(id) => choose({ ...chosen, after: id })} />
      </div>
      {changes === undefined ? (
        <p class="muted">{was === null || is === null ? 'A run is not in the record any more.' : 'Reading…'}</p>
      ) : changes.length === 0 ? (
        <p data-changes="0">Nothing differs.</p>
      ) : (
        <table data-changes={String(changes.length)}>
          <thead>
            <tr>
              <td />
              <th scope="col">Before</th>
              <th scope="col">After</th>
            </tr>
          </thead>
          <tbody>
            {changes.map((c) => (
              <tr key={c.what}>
                <th scope="row">{c.what}</th>
                <td>{c.before === '' ? '–' : c.before}</td>
                <td>{c.after === '' ? '–' : c.after}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
};
