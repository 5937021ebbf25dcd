import type { PathDetail } from '../../../../src/api/paths/schema.ts';
import type { Run } from '../../../../src/api/schema.ts';
import { usePath } from '../../data/paths.ts';
import { diagnosedOf } from '../../model/diagnosis.ts';
import { ladderOf } from '../../model/ladder.ts';
import { asSpells, stepRows, wayWords } from '../../model/path-rows.ts';
import type { PathSeen } from '../../model/paths.ts';
import { checkPath, pathPath, targetPath } from '../../model/route.ts';
import { told } from '../../model/sites.ts';
import { codeWords } from '../../model/words.ts';
import { TimeShort } from '../../ui/figures.tsx';
import { MtuSteps } from '../../ui/mtu-steps.tsx';
import { usePageTitle } from '../../ui/page-title.ts';
import { PathSpells } from '../../ui/path-spells.tsx';
import { Hops } from '../target-hops.tsx';
import { Compare } from './compare.tsx';
import { Ladder } from './ladder.tsx';
import { Last } from './last.tsx';

const Steps = ({ run }: { run: Run }) => {
  const rows = stepRows(diagnosedOf(run).steps);
  const families = (['', 'IPv4', 'IPv6'] as const).filter((f) => rows.some((r) => r.told[f] !== undefined));
  return (
    <section class="panel path-steps" aria-labelledby="steps-title">
      <h2 id="steps-title">Step by step</h2>
      {rows.length === 0 && <p class="muted">This run tells of no steps.</p>}
      <dl>
        {rows.map((r) => (
          <div key={r.name}>
            <dt>{codeWords(r.name)}</dt>
            {families.map((f) =>
              r.told[f] === undefined ? null : (
                <dd key={f}>
                  {f !== '' && <small>{f}</small>} {r.told[f]}
                </dd>
              ),
            )}
          </div>
        ))}
      </dl>
    </section>
  );
};

const MOST_FAILED = 10;
const History = ({ detail, now }: { detail: PathDetail; now: number }) => {
  const spells = asSpells(detail.spells);
  const points: readonly PathSeen[] = spells.map((s) => s.seen).reverse(); // oxlint-disable-line unicorn/no-array-reverse
  const failed = detail.runs.flatMap((r) => (r.failed === undefined ? [] : { id: r.id, ...r.failed }));
  return (
    <section class="panel paths" aria-labelledby="history-title">
      <h2 id="history-title">30 days</h2>
      <MtuSteps paths={points} now={now} />
      {spells.length > 0 && <PathSpells spells={spells} now={now} />}
      {failed.length > 0 && (
        <>
          <h3>Not measured</h3>
          <ul class="muted">
            {failed.slice(0, MOST_FAILED).map((f) => (
              <li key={f.id}>
                <TimeShort at={f.at} now={now} /> {codeWords(f.reason)}: {told(f.detail, 300)}
              </li>
            ))}
          </ul>
        </>
      )}
      {detail.truncated && <p class="muted">Older runs of this time are not read.</p>}
    </section>
  );
};

const Body = ({ detail }: { detail: PathDetail }) => {
  const { newest, now, route } = detail;
  const ladder = newest === undefined ? [] : ladderOf(newest);
  return (
    <div class="path-grid">
      <div>
        {newest === undefined ? (
          <section class="panel" data-unseen>
            <p>No run has measured this way in the last 30 days.</p>
          </section>
        ) : (
          <Last run={newest} detail={detail} now={now} />
        )}
        {newest !== undefined && <Steps run={newest} />}
      </div>
      <div>
        {ladder.length > 0 && <Ladder rows={ladder} />}
        <History detail={detail} now={now} />
        <Compare {...detail} />
        {route !== undefined && <Hops run={route} now={now} />}
      </div>
    </div>
  );
};

/** One way: the last look in full, what came before, and what changed. */
export const PathOne = ({ target, via }: { target: string; via: string | undefined }) => {
  const { value: detail, problem } = usePath(target, via);
  const title = detail === undefined ? target : wayWords(detail);
  usePageTitle(title);
  const others = (detail?.ways ?? []).filter((w) => w.via !== (detail?.via ?? via));
  return (
    <div class="paths-page" aria-busy={detail === undefined && problem === undefined ? 'true' : 'false'}>
      <a href="/paths">All paths</a>
      <div class="path-head">
        <h1 tabindex={-1}>{title}</h1>
        <a class="button" href={checkPath({ probe: 'mtu', target, ...(via === undefined ? {} : { via }) })}>
          Run now
        </a>
        <a class="button" href={targetPath(target)}>
          Chart and outages
        </a>
      </div>
      <p class="muted">
        {detail === undefined ? (problem === undefined ? 'Reading…' : '') : told(detail.address, 120)}
        {others.map((w) => (
          <>
            {', '}
            <a href={pathPath({ target, via: w.via })}>
              {w.over === undefined ? 'over any line' : `over ${told(w.over, 80)}`}
            </a>
          </>
        ))}
      </p>
      {problem !== undefined && <p class="problem">{problem}</p>}
      {detail !== undefined && <Body detail={detail} />}
    </div>
  );
};
