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

export interface Asked {
  readonly probe: AnyOnce;
  readonly options: unknown;
  readonly targets: readonly NamedTarget[];
  readonly via: string | undefined;
}

/** Runs the probe at every target, some at a time; hands on what is done in the order of the targets. */
export async function* checkAll(
  { probe, options, targets, via }: Asked,
  net: Net,
  deps: Pick<CliDeps, 'clock' | 'signal' | 'vantage' | 'cache'>,
  line: LiveLine,
): AsyncGenerator<Checked> {
  const { clock, signal, vantage, cache } = deps;
  const kept = cache === undefined ? {} : { cache };
  setMaxListeners(0, signal); // every run listens for the end
  let settled = 0;
  const run = async ({ name, address }: NamedTarget): Promise<Checked> => {
    const subject: Subject = { target: name, ...(via === undefined ? {} : { via }), vantage };
    const at = clock.now();
    const progress = (text: string): void =>
      line.show(targets.length === 1 ? text : `${settled} of ${targets.length} done; ${name}: ${text}`);
    progress('…');
    const outcome = await probe.run({ subject, address }, options, { clock, net, signal, progress, ...kept });
    settled += 1;
    return { probe: probe.name, subject, at, outcome };
  };
  const running: Promise<Checked>[] = [];
  let next = 0;
  const begin = (): void => {
    const target = targets[next];
    if (target === undefined || signal.aborted) return;
    next += 1;
    const checked = run(target).finally(begin);
    // A bug is thrown where it is awaited, in its turn.
    checked.catch(() => undefined);
    running.push(checked);
  };
  for (let i = 0; i < AT_ONCE; i += 1) begin();
  for (let first = running.shift(); first !== undefined; first = running.shift()) {
    const checked = await first;
    // What was cut short found nothing out.
    const cut = signal.aborted && checked.outcome.status === 'failed' && checked.outcome.reason === 'cancelled';
    if (!cut) yield checked;
  }
}
