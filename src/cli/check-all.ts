import { setMaxListeners } from 'node:events';

import type { Subject } from '../domain/subject.ts';
import type { Net } from '../net/net.ts';
import type { AnyOnce } from '../probes/probe.ts';
import type { Checked } from './checked.ts';
import type { CliDeps } from './deps.ts';
import type { LiveLine } from './progress.ts';
import type { NamedTarget } from './targets.ts';

/** At a time. More would make the machine's own queues part of what is measured. */
const AT_ONCE = 32;
/** Begun and not handed on yet: one slow target is not waited for by so many others that they fill the memory. */
const MOST_WAITING = 256;

export interface Asked {
  readonly probe: AnyOnce;
  readonly options: unknown;
  readonly targets: readonly NamedTarget[];
  readonly via: string | undefined;
}

/**
 * Runs the probe at every target, some at a time; hands on what `take` keeps of each in the order of the targets. What it
 * does not keep is gone as soon as that target is done.
 */
export async function* checkAll<T>(
  { probe, options, targets, via }: Asked,
  net: Net,
  deps: Pick<CliDeps, 'clock' | 'signal' | 'vantage' | 'cache'>,
  line: LiveLine,
  take: (checked: Checked) => T,
): AsyncGenerator<T> {
  const { clock, signal, vantage, cache } = deps;
  const kept = cache === undefined ? {} : { cache };
  setMaxListeners(0, signal); // every run listens for the end
  let settled = 0;
  const run = async ({ name, address }: NamedTarget): Promise<{ readonly taken: T } | undefined> => {
    const subject: Subject = { target: name, ...(via === undefined ? {} : { via }), vantage };
    const at = clock.now();
    const progress = (text: string): void =>
      line.show(targets.length === 1 ? text : `${settled} of ${targets.length} done; ${name}: ${text}`);
    progress('…');
    const outcome = await probe.run({ subject, address }, options, { clock, net, signal, progress, ...kept });
    settled += 1;
    // What was cut short found nothing out.
    const cut = signal.aborted && outcome.status === 'failed' && outcome.reason === 'cancelled';
    return cut ? undefined : { taken: take({ probe: probe.name, subject, at, outcome }) };
  };
  const running: Promise<{ readonly taken: T } | undefined>[] = [];
  let [next, active] = [0, 0];
  const begin = (): void => {
    while (active < AT_ONCE && running.length < MOST_WAITING && !signal.aborted) {
      const target = targets[next];
      if (target === undefined) return;
      next += 1;
      active += 1;
      const done = run(target).finally(() => {
        active -= 1;
        begin();
      });
      // A bug is thrown where it is awaited, in its turn.
      done.catch(() => undefined);
      running.push(done);
    }
  };
  begin();
  for (let first = running.shift(); first !== undefined; first = running.shift()) {
    const done = await first;
    begin();
    if (done !== undefined) yield done.taken;
  }
}
