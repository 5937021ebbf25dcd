import type { Event, Gap } from '../../../src/api/schema.ts';
import { formatDuration } from './format.ts';
import { moment, type Zone } from './time.ts';

/** What happened, as a sentence, with the moment apart. */
export interface Told {
  readonly at: number;
  readonly severity: 'info' | 'warn' | 'fail' | 'gap' | 'good';
  readonly text: string;
  readonly target?: string;
}
/** Where a sentence is told: names of the targets, the service's time, the viewer's zone. */
export interface Telling {
  readonly label: (target: string) => string;
  readonly now: number;
  readonly zone?: Zone;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
const list = (value: unknown): string => text(value).split(',').filter(Boolean).join(', ');
const because = (reason: string): string => (reason === '' ? '' : `: ${reason}`);

const ENGINES: Readonly<Record<string, string>> = {
  kernel: 'the kernel engine',
  'net-ping': 'net-ping',
};
const STAMPS: Readonly<Record<string, string>> = {
  'kernel-tx-rx': 'both stamps by the kernel',
  'kernel-rx': 'arrival stamped by the kernel',
  monotonic: 'stamped by the process',
};

const stateChanged = (e: Event, who: string, telling: Telling): Told => {
  const { evidence } = e;
  const to = text(evidence['to']);
  const from = text(evidence['from']);
  const since = number(evidence['since']);
  const outage = number(evidence['outageSeconds']);
  const reason = because(text(evidence['reason']));
  const time = moment(e.at, telling.now, telling.zone);
  const told = (severity: Told['severity'], sentence: string): Told => ({ at: e.at, severity, text: sentence });
  switch (to) {
    case 'down': {
      const silent = since === undefined ? reason : `, no answer since ${moment(since, telling.now, telling.zone)}`;
      return told('fail', `${who} went down at ${time}${silent}`);
    }
    case 'up':
      if (from === 'down') {
        return told('good', `${who} is back${outage === undefined ? '' : ` after ${formatDuration(outage * 1_000)}`}`);
      }
      return told('good', from === 'degraded' ? `${who} is well again` : `${who} answers`);
    case 'degraded':
      if (from === 'down') {
        const after = outage === undefined ? '' : ` after ${formatDuration(outage * 1_000)}`;
        return told('warn', `${who} is back${after}, but not well${reason}`);
      }
      return told('warn', `${who} is not well${reason}`);
    default:
      return told('info', `the state of ${who} is not known${reason}`);
  }
};

/** An event as one plain sentence. */
export const tellEvent = (e: Event, telling: Telling): Told => {
  const target = e.subject?.target;
  const who = target === undefined ? 'everything' : telling.label(target);
  const { evidence } = e;
  const base = { at: e.at, severity: e.severity } as const;
  const tell = (): Told => {
    switch (e.type) {
      case 'service-started':
        return { ...base, text: 'plumbline started watching' };
      case 'service-stopped':
        return { ...base, text: 'plumbline stopped watching' };
      case 'state-changed':
        return stateChanged(e, who, telling);
      case 'address-changed': {
        const from = list(evidence['from']);
        const to = list(evidence['to']);
        if (to === '') return { ...base, text: `${who} has no address any more (it was ${from})` };
        return { ...base, text: from === '' ? `${who} is now ${to}` : `${who} moved from ${from} to ${to}` };
      }
      case 'engine-chosen': {
        const engine = text(evidence['engine']);
        if (engine === '') return { ...base, text: `no echoes can be sent${because(text(evidence['why']))}` };
        const stamps = STAMPS[text(evidence['stamps'])];
        return { ...base, text: `echoes by ${ENGINES[engine] ?? engine}${stamps === undefined ? '' : `, ${stamps}`}` };
      }
      case 'check-failed': {
        const why = text(evidence['error']) || text(evidence['detail']) || text(evidence['message']);
        return { ...base, text: `the check ${e.probe ?? ''} of ${who} broke off${because(why)}`.replace('  ', ' ') };
      }
    }
  };
  return target === undefined ? tell() : { ...tell(), target };
};

const GAP_WORDS: Readonly<Record<Gap['reason'], string>> = {
  stopped: 'the service was stopped',
  suspended: 'the machine slept',
  stalled: 'the machine was too busy',
  'clock-stepped': 'the clock was set',
};
export const gapReason = (reason: Gap['reason']): string => GAP_WORDS[reason];

/** A gap as one plain sentence; it is told at its end. */
export const tellGap = (g: Gap, telling: Telling): Told => {
  const target = g.subject?.target;
  const what = target === undefined ? '' : ` ${telling.label(target)}`;
  const told: Told = {
    at: g.to,
    severity: 'gap',
    text: `not watching${what} for ${formatDuration((g.to - g.from) / 1_000)}: ${GAP_WORDS[g.reason]}`,
  };
  return target === undefined ? told : { ...told, target };
};

/** Events and gaps together, newest first. */
export const tellAll = (events: readonly Event[], gaps: readonly Gap[], telling: Telling): Told[] => {
  const all = [...events.map((e) => tellEvent(e, telling)), ...gaps.map((g) => tellGap(g, telling))];
  // Safari 15 has no toSorted.
  return all.sort((a, b) => b.at - a.at); // oxlint-disable-line unicorn/no-array-sort
};
