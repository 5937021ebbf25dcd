import type { LadderRow } from '../../model/ladder.ts';

const BY_WORDS: Readonly<Record<LadderRow['by'], string>> = {
  download: 'Down by TCP',
  upload: 'Up by TCP',
  packets: 'Single packets',
};
const KEYS = [
  ['passed', 'came through'],
  ['some', 'now and then'],
  ['told', 'answered “too big”'],
  ['lost', 'vanished'],
] as const;

/** Which sizes passed, vanished, or were answered: a row a family and kind, all on one scale. */
export const Ladder = ({ rows }: { rows: readonly LadderRow[] }) => {
  const came = new Set(rows.flatMap((r) => r.rungs.map((g) => g.came)));
  return (
    <section class="panel ladder" aria-labelledby="ladder-title">
      <h2 id="ladder-title">Packet sizes</h2>
      <ul class="ladder-rows">
        {rows.map((r, i) => (
          <li key={`${i}`} data-ladder={`${r.by}${r.family}`}>
            <b>{BY_WORDS[r.by]}</b> <small>IPv{r.family}</small>
            <span class="rungs" aria-hidden="true">
              <i class="rung-reach" style={{ width: `${r.reach.toFixed(1)}%` }} />
              {r.rungs.map((g) => (
                <i key={String(g.bytes)} class={`rung rung-${g.came}`} style={{ left: `${g.x.toFixed(1)}%` }} />
              ))}
            </span>
            <span class="ladder-words">{r.words}</span>
          </li>
        ))}
      </ul>
      <ul class="ladder-keys" aria-hidden="true">
        {KEYS.filter(([key]) => came.has(key)).map(([key, words]) => (
          <li key={key}>
            <i class={`rung rung-${key}`} /> {words}
          </li>
        ))}
      </ul>
    </section>
  );
};
