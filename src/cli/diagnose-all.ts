import { setMaxListeners } from 'node:events';

import type { Goal } from '../diagnose/diagnosis.ts';
import { runDiagnosis } from '../diagnose/run.ts';
import type { Subject } from '../domain/subject.ts';
import type { Millis } from '../domain/time.ts';
import type { Net } from '../net/net.ts';
import type { CliDeps } from './deps.ts';
import type { Diagnosed } from './diagnosed.ts';
import type { LiveLine } from './progress.ts';

/** How often the progress is written anew: what is asked now, and for how long it has been going on. */
const TICK: Millis = 250;

/** One after the other: a diagnosis measures delay and loss, and two at once would see each other. */
export async function* diagnoseAll(
  goals: readonly { readonly subject: Subject; readonly goal: Goal }[],
  net: Net,
  { clock, signal }: Pick<CliDeps, 'clock' | 'signal'>,
  line: LiveLine,
): AsyncGenerator<Diagnosed> {
  setMaxListeners(0, signal); // every ask listens for the end
  for (const [index, { subject, goal }] of goals.entries()) {
    if (signal.aborted) return;
    const at = clock.now();
    const began = clock.elapsed();
    let now = '…';
    const before = goals.length === 1 ? '' : `${index + 1} of ${goals.length}  `;
    const show = (): void => line.show(`${before}${Math.floor((clock.elapsed() - began) / 1_000)} s  ${now}`);
    const done = new AbortController();
    const ticking = tick(show, AbortSignal.any([signal, done.signal]), clock);
    try {
      const diagnosis = await runDiagnosis(goal, {
        clock,
        signal,
        ask: (ask, over) => net.ask(ask, over),
        progress: (words) => {
          now = words;
          show();
        },
      });
      // What was cut short found nothing out.
      if (diagnosis !== undefined) yield { subject, at, diagnosis };
    } finally {
      done.abort();
      await ticking;
    }
  }
}

const tick = async (show: () => void, over: AbortSignal, clock: CliDeps['clock']): Promise<void> => {
  while (!over.aborted) {
    show();
    await clock.sleep(TICK, over);
  }
};
