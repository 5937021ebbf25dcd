import type { Column, ColumnKind } from '../../store/table.ts';

const columns = (...names: readonly string[]): readonly Column[] =>
  names.map((text) => {
    const [name = '', kind = 'text'] = text.split(':');
    return { name, kind: kind as ColumnKind };
  });
const SUBJECT = ['target', 'via', 'vantage'] as const;
const SERIES = [...SUBJECT, 'probe', 'field'] as const;
const BUCKETS = columns(
  'at:time',
  ...SERIES,
  'unit',
  'resolution',
  ...['n', 'lost', 'late', 'duplicate', 'reordered'].map((name) => `${name}:count`),
  ...['min', 'p10', 'p50', 'p90', 'p99', 'max', 'mean', 'jitter'].map((name) => `${name}:number`),
);

/**
 * What can be exported, column by column. Values are in `unit`. lost of a sample: 0 answered, 1 lost, nothing for a
 * note, so that its mean is the loss ratio. resolution of a bucket: the rollups that it is made of, nothing where it is
 * made of the samples themselves.
 */
export const TABLES = {
  samples: columns('at:time', ...SERIES, 'unit', 'value:number', 'lost:count', 'reason', 'said_by', 'note'),
  minutes: BUCKETS,
  hours: BUCKETS,
  runs: columns('at:time', ...SUBJECT, 'probe', 'id', 'took_ms:number', 'status', 'reason', 'detail', 'outcome:json'),
  events: columns('at:time', 'type', 'severity', ...SUBJECT, 'probe', 'evidence:json'),
  gaps: columns('from:time', 'to:time', 'seconds:number', 'reason', ...SUBJECT),
  outages: columns('from:time', 'to:time', 'seconds:number', 'lost:count', ...SERIES),
} as const satisfies Record<string, readonly Column[]>;

export type What = keyof typeof TABLES;
export const WHATS = Object.keys(TABLES) as readonly What[];
