import { ZodObject } from 'zod';
import { describe, expect, it } from 'vitest';

import { PROBES, probeNamed } from '../../src/probes/index.ts';
import { isOnce, isStream } from '../../src/probes/probe.ts';

describe('the registry', () => {
  it('has each probe once, by its name', () => {
    expect(new Set(PROBES.map((p) => p.name)).size).toBe(PROBES.length);
    for (const probe of PROBES) expect(probeNamed(probe.name)).toBe(probe);
    expect(probeNamed('pong')).toBeUndefined();
  });

  it.each(PROBES.map((p) => [p.name, p] as const))('%s can be configured, run and drawn', (_, probe) => {
    expect(probe.options).toBeInstanceOf(ZodObject);
    expect(probe.options.safeParse({}).success).toBe(true);
    expect(isOnce(probe) || isStream(probe)).toBe(true);
    expect(probe.every).toBeGreaterThanOrEqual(1000);
    expect(Object.keys(probe.values).length).toBeGreaterThan(0);
  });
});
