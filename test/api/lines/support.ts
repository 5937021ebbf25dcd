import type { Uplink } from '../../../src/config/config.ts';
import type { Entry, Event } from '../../../src/domain/entry.ts';
import type { LineNow, LinesNow } from '../../../src/domain/line-now.ts';
import type { Settled } from '../../../src/domain/sample.ts';
import { START } from '../support.ts';

export const S = 1_000_000;

export const uplink = (name: string, more: Partial<Uplink> = {}): Uplink => ({
  name,
  label: name.toUpperCase(),
  kind: name === '5g' ? '5g' : 'dsl',
  metered: name === '5g',
  recognised: {},
  reachable: true,
  lostAfter: 2_000,
  every: { live: 1_000, standby: name === '5g' ? 10_000 : 1_000 },
  binding: {},
  anchors: ['9.9.9.9', '1.1.1.1'],
  ...more,
});
export const UPLINKS = [uplink('dsl', { homeName: 'home.example.org' }), uplink('5g')];

export const lineNow = (line: string, more: Partial<LineNow> = {}): LineNow => ({
  line,
  word: 'up',
  since: START,
  egress: [],
  gateway: 'answers',
  resolver: 'none',
  findings: [],
  ...more,
});
export const linesNow = (more: Partial<LinesNow> = {}): LinesNow => ({
  live: { line: 'dsl', since: START },
  believed: 'dsl',
  lines: [lineNow('dsl'), lineNow('5g')],
  house: { word: 'up', since: START, egress: [], findings: [] },
  ...more,
});

/** An event of a line, or of the house. */
export const told = (
  type: Event['type'],
  at: number,
  evidence: Event['evidence'],
  more: Partial<Event> & { readonly line?: string } = {},
): Event => {
  const { line, ...rest } = more;
  const target = line ?? 'internet';
  return {
    kind: 'event',
    at,
    type,
    severity: 'info',
    evidence,
    subject: {
      target,
      vantage: 'here',
      ...(line === undefined ? {} : { via: line }),
    },
    ...(type === 'state-changed' ? { probe: 'uplink' } : {}),
    ...rest,
  };
};

/** Echoes over a line, one a second from `from` on: µs, or null for a lost one. */
export const echoes = (line: string, values: readonly (number | null)[], from = START): Entry => ({
  kind: 'samples',
  probe: 'uplink',
  field: 'rtt',
  subject: {
    target: line,
    via: line,
    vantage: 'here',
  },
  samples: values.map((value, i): Settled => {
    const at = from + i * S;
    return value === null
      ? {
          at,
          lost: 'timeout',
        }
      : {
          at,
          value,
        };
  }),
});
