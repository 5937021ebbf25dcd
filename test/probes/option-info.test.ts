import { describe, expect, it } from 'vitest';

import { PROBES, probeNamed } from '../../src/probes/index.ts';
import { optionsOf } from '../../src/probes/option-info.ts';
import { parseOptions } from '../../src/probes/options.ts';
import type { AnyProbe } from '../../src/probes/probe.ts';
import { fakePing } from '../support/fake-probes.ts';

const of = (probe: string, option: string) =>
  optionsOf(probeNamed(probe) ?? fakePing).find(({ name }) => name === option);

describe('what is told of an option', () => {
  it.each([
    ['ping', 'count', { kind: 'number', whole: true, min: 1, max: 1_000, usual: 10 }],
    [
      'ping',
      'timeout',
      { kind: 'duration', min: 10, max: 60_000, usual: 2_000, about: 'How long an answer is waited for' },
    ],
    ['ping', 'df', { kind: 'boolean', expected: 'true or false' }],
    ['mtu', 'family', { kind: 'choice', choices: [4, 6] }],
    ['mtu', 'path', { kind: 'text', usual: '/', owners: true }],
    ['mtu', 'resolvers', { kind: 'list', owners: true }],
    ['tls', 'versions', { kind: 'boolean', usual: false }],
    ['headers', 'http', { kind: 'choice', usual: 'auto' }],
  ])('%s %s', (probe, option, told) => {
    expect(of(probe, option)).toMatchObject(told);
  });
  it('is nothing that does not hold', () => {
    expect(of('ping', 'ttl')).not.toHaveProperty('usual');
    expect(of('ping', 'count')).not.toHaveProperty('owners');
  });
});

const samples = (probe: AnyProbe) =>
  optionsOf(probe).flatMap(({ name, min, max, choices = [], kind }) =>
    kind === 'text' || kind === 'list'
      ? []
      : [min, max, ...choices, ...(kind === 'boolean' ? [true, false] : [])].flatMap((value) =>
          value === undefined ? [] : [[name, value] as const],
        ),
  );

it.each(PROBES.map((probe) => [probe.name, probe] as const))(
  '%s takes what is told, and says what it expects',
  (_, probe) => {
    for (const [name, value] of samples(probe))
      expect(parseOptions(probe, { [name]: value }), name).toMatchObject({ ok: true });
    for (const { name, expected } of optionsOf(probe)) expect(expected, name).not.toBe('');
  },
);
