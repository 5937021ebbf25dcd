import { useLayoutEffect, useState } from 'hono/jsx/dom';

import type { Run } from '../../../src/api/schema.ts';
import { api } from '../data/api.ts';
import { app } from '../data/app.ts';
import { pathPath } from '../model/route.ts';
import { pathSpells, pathsOf, type PathSeen } from '../model/paths.ts';
import { Time } from '../ui/figures.tsx';
import { MtuSteps } from '../ui/mtu-steps.tsx';
import { PathSpells } from '../ui/path-spells.tsx';
import { PathRemedy, PathVerdict } from '../ui/path-verdict.tsx';

const PROBE = 'mtu';
/** Runs come hourly as a rule; a fortnight of them shows what a week's change was. */
const DAYS = 14;
const MOST_RUNS = 336;
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

/** What the `mtu` runs found: the last verdict, the path MTU over time, and every change of either. */
export const Paths = ({ target, paths, now }: { target: string; paths: readonly PathSeen[]; now: number }) => {
  const last = paths.at(-1);
  if (last === undefined) return null;
  return (
    <section class="panel paths" aria-labelledby="paths-title">
      <h2 id="paths-title">Path</h2>
      <PathVerdict seen={last} />
      <p class="muted">
        Last looked at <Time at={last.at} now={now} />; <a href={pathPath({ target })}>step by step</a>
      </p>
      {last.remedy !== undefined && <PathRemedy remedy={last.remedy} />}
      <MtuSteps paths={paths} now={now} />
      <PathSpells spells={pathSpells(paths)} now={now} />
    </section>
  );
};
