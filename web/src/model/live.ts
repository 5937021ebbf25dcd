import type { Live, Overview, TargetSummary } from '../../../src/api/schema.ts';
import { lastSettled } from './samples.ts';

const replace = (o: Overview, index: number, target: TargetSummary): Overview => ({
  ...o,
  targets: o.targets.map((t, i) => (i === index ? target : t)),
});

/** A stamp so far ahead (µs) is of before the service's clock was set back: it holds up none that comes after. */
const AHEAD = 15_000_000;

/** What a message changes of the overview at `now` (µs); the same object when it changes nothing. */
export const applyLive = (o: Overview, message: Live, now = Infinity): Overview => {
  if (message.kind === 'state') {
    const index = o.targets.findIndex((t) => t.name === message.target);
    const target = o.targets[index];
    return target === undefined ? o : replace(o, index, { ...target, state: message.state });
  }
  if (message.kind !== 'samples') return o;
  const index = o.targets.findIndex((t) => t.name === message.target);
  const target = o.targets[index];
  const main = target?.series[0];
  if (target === undefined || main?.probe !== message.probe || main.field !== message.field) return o;
  const latest = lastSettled(message.samples);
  if (latest === undefined) return o;
  if (target.latest !== undefined && latest.at < target.latest.at && target.latest.at <= now + AHEAD) return o;
  return replace(o, index, { ...target, latest });
};

/** All of them in their order. */
export const applyAll = (o: Overview, messages: readonly Live[], now: number): Overview =>
  messages.reduce((before, m) => applyLive(before, m, now), o);
