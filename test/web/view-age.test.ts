import { describe, expect, it } from 'vitest';

import type { TargetSummary } from '../../src/api/schema.ts';
import { refreshEvery, viewAge } from '../../web/src/model/view-age.ts';
import { target, T0, view } from './support.ts';

const S = 1_000_000;
const HOUR = { live: true, span: '1h' } as const;
const heard = (at: number): TargetSummary => target('a', { latest: { at, value: 12_000 } });
/** Read again a second ago. */
const fresh = (now: number) => view({ now: now - S });

describe('the age of a view', () => {
  it('is that of its newest sample, also inside a bucket of a day', () => {
    expect(viewAge(fresh(T0 + 15 * S), heard(T0), HOUR, T0 + 15 * S)).toBe('');
    expect(viewAge(fresh(T0 + 40 * S), heard(T0), HOUR, T0 + 40 * S)).toBe('stale 40\u00a0s');
    const year = view({ from: T0 - 400 * 86_400 * S, widthMicros: 86_400 * S, now: T0 + 40 * S });
    expect(viewAge(year, heard(T0), { live: true, span: '1y' }, T0 + 40 * S)).toBe('stale 40\u00a0s');
  });
  it('is that of its last bucket, of a series of which no more is known', () => {
    const series = { probe: 'tcp', field: 'connect', label: 'TCP', unit: 'us', everyMs: 10_000, standIn: false };
    const now = T0 + 30 * S;
    expect(viewAge({ ...fresh(now), series }, heard(0), HOUR, now)).toBe('');
    expect(viewAge({ ...fresh(now + S), series }, heard(now), HOUR, now + S)).toBe('stale 31\u00a0s');
    expect(viewAge({ ...fresh(now + S), series, buckets: [] }, undefined, HOUR, now + S)).toBe('');
  });
  it('is that of the last reading, where samples come and readings fail', () => {
    expect(refreshEvery(3_600 * S)).toBe(60_000);
    const at = (seconds: number): string => viewAge(view({ now: T0 }), heard(T0 + seconds * S), HOUR, T0 + seconds * S);
    expect(at(180)).toBe('');
    expect(at(181)).toBe('stale 3\u00a0min\u00a01\u00a0s');
  });
  it('is none where it stands still', () => {
    const range = { live: false, from: T0 - 10 * S, to: T0 } as const;
    expect(viewAge(view(), heard(T0), range, T0 + 86_400 * S)).toBe('');
  });
});
