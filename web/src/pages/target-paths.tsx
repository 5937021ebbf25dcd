import { useLayoutEffect, useState } from 'hono/jsx/dom';

import type { Run } from '../../../src/api/schema.ts';
import { api } from '../data/api.ts';
import { app } from '../data/app.ts';
import { formatCount, formatDuration } from '../model/format.ts';
import { mtuSteps, pathSpells, pathsOf, type MtuField, type PathSeen, type PathSpell } from '../model/paths.ts';
import { Time } from '../ui/figures.tsx';
import { PathCode, PathRemedy, PathVerdict } from '../ui/path-verdict.tsx';

const PROBE = 'mtu';
/** Runs come hourly as a rule; a fortnight of them shows what a week's change was. */
const DAYS = 14;
const MOST_RUNS = 336;
const MOST_SPELLS = 12;
const DAY = 86_400_000_000;

/** The latest `mtu` runs, where the target has that check, and what comes while the page is open. */
export const usePaths = (name: string, has: boolean): readonly PathSeen[] => {
  const [paths, setPaths] = useState<readonly PathSeen[]>([]);
  useLayoutEffect(() => {
    if (!has) return undefined;
    const stop = new AbortController();
    const runs = new Map<string, Run>();
    const show = (more: readonly Run[]): void => {
      for (const run of more) runs.set(run.id, run);
      setPaths(pathsOf([...runs.values()]).slice(-MOST_RUNS));
    };
    const to = app.get().now;
    api.runs(name, { probe: PROBE, limit: MOST_RUNS, from: to - DAYS * DAY, to }, stop.signal).then(
      (found) => show(found.runs),
      () => undefined, // Without it the page lacks a panel that it says nothing of.
    );
    const unfollow = app.onLive((messages) => {
      const mine = messages.flatMap((m) =>
        m.kind === 'run' && m.probe === PROBE && m.subject.target === name ? [m] : [],
      );
      if (mine.length > 0) show(mine);
    });
    return () => {
      stop.abort();
      unfollow();
    };
  }, [name, has]);
  return paths;
};

const FAMILY: Readonly<Record<MtuField, string>> = { mtu4: 'IPv4', mtu6: 'IPv6' };
const mtuText = (p: PathSeen): string =>
  (['mtu4', 'mtu6'] as const)
    .flatMap((f) => (p[f] === undefined ? [] : [`${formatCount(p[f])} B over ${FAMILY[f]}`]))
    .join(', ');

/** The path MTU over time, a line a family. */
const Steps = ({ paths, now }: { paths: readonly PathSeen[]; now: number }) => {
  const from = paths[0]?.at ?? now;
  const steps = mtuSteps(paths, from, now);
  if (steps === undefined) return null;
  const { lines, most, least } = steps;
  const told = lines.map((l) => `${FAMILY[l.field]} ${formatCount(l.last)} bytes now`).join(', ');
  return (
    <div class="mtu-steps">
      <div class="mtu-scale" aria-hidden="true">
        <span>{formatCount(most)}&nbsp;B</span>
        {least !== most && <span>{formatCount(least)}&nbsp;B</span>}
      </div>
      <svg
        viewBox="0 0 100 100"
        preserveAspectRatio="none"
        role="img"
        aria-label={`Path MTU: ${told}; ${least} to ${most} bytes in this time`}
        focusable="false"
      >
        {lines.map((l) => (
          <path key={l.field} class={`mtu-line ${l.field}`} d={l.d} fill="none" />
        ))}
      </svg>
      <div class="mtu-times" aria-hidden="true">
        <Time at={from} now={now} />
        <span class="mtu-key">
          {lines.map((l) => (
            <span key={l.field} class={`mtu-key-${l.field}`}>
              {FAMILY[l.field]}
            </span>
          ))}
        </span>
        <span>now</span>
      </div>
    </div>
  );
};

const Spell = ({ spell: { seen, until }, now }: { spell: PathSpell; now: number }) => (
  <tr data-path={seen.code}>
    <td>
      <Time at={seen.at} now={now} />
    </td>
    <td>
      <PathCode seen={seen} />
      <small>{mtuText(seen)}</small>
    </td>
    <td>
      {formatDuration(((until ?? now) - seen.at) / 1_000)}
      {until === undefined && <small>so far</small>}
    </td>
  </tr>
);

/** What the `mtu` runs found: the last verdict, the path MTU over time, and every change of either. */
export const Paths = ({ paths, now }: { paths: readonly PathSeen[]; now: number }) => {
  const last = paths.at(-1);
  if (last === undefined) return null;
  const spells = pathSpells(paths);
  return (
    <section class="panel paths" aria-labelledby="paths-title">
      <h2 id="paths-title">Path</h2>
      <PathVerdict seen={last} />
      <p class="muted">
        Last looked at <Time at={last.at} now={now} />
      </p>
      {last.remedy !== undefined && <PathRemedy remedy={last.remedy} />}
      <Steps paths={paths} now={now} />
      <table>
        <thead>
          <tr>
            <th scope="col">Since</th>
            <th scope="col">Verdict</th>
            <th scope="col">For</th>
          </tr>
        </thead>
        <tbody>
          {spells.slice(0, MOST_SPELLS).map((s) => (
            <Spell key={String(s.seen.at)} spell={s} now={now} />
          ))}
        </tbody>
      </table>
      {spells.length > MOST_SPELLS && (
        <p class="muted">{formatCount(spells.length - MOST_SPELLS)} earlier changes not listed.</p>
      )}
    </section>
  );
};
