import { expect, it } from 'vitest';

import { PATH_CODES } from '../../src/domain/path-codes.ts';
import { byPrecedence, findingOf, isTrouble, PRECEDENCE, verdictOf } from '../../src/diagnose/precedence.ts';

const claim = (code: (typeof PRECEDENCE)[number]) => ({ code, summary: `It is ${code}.`, evidence: { mtu: 1_380 } });

it('every code of a path has its place, once', () => {
  expect(PRECEDENCE.toSorted()).toEqual([...Object.keys(PATH_CODES), 'packet-loss'].toSorted());
});
it.each([
  ['black-hole-both-ways', 'reverse-black-hole'],
  ['mss-clamp-ineffective', 'black-hole-both-ways'],
  ['name-filtered', 'connection-reset'],
  ['dns-answers-disagree', 'host-unreachable'],
  ['captive-portal', 'certificate-untrusted'],
  ['forward-black-hole', 'packet-loss'],
  ['icmp-rate-limited', 'path-mtu-reduced'],
  ['udp-black-hole', 'mss-clamped'],
  ['packet-loss', 'inconclusive'],
  ['inconclusive', 'path-mtu-cached'],
  ['path-mtu-cached', 'path-mtu-reduced'],
  ['mss-clamped', 'path-mtu-reduced'],
  ['no-fault', 'certificate-untrusted'],
] as const)('%s goes before %s', (first, second) => {
  expect(byPrecedence([claim(second), claim(first)]).map((c) => c.code)).toEqual([first, second]);
});
it('what breaks connections goes before what does not', () => {
  const severities = PRECEDENCE.map((code) => verdictOf(claim(code)).severity);
  expect(severities.lastIndexOf('fail')).toBeLessThan(severities.indexOf('info'));
});
it('what TCP feels explains a transfer that was not fine, what is merely so does not', () => {
  const troubles = PRECEDENCE.filter((code) => isTrouble({ code }));
  expect(troubles).toEqual(PRECEDENCE.slice(0, troubles.length));
  expect(troubles).toEqual(expect.arrayContaining(['captive-portal', 'size-policer', 'packet-loss', 'bufferbloat']));
  for (const code of ['udp-black-hole', 'df-stripped', 'inconclusive', 'icmp-filtered', 'no-fault'] as const)
    expect(isTrouble({ code })).toBe(false);
});
it('a claim is told as a verdict, or as a finding with its sentence', () => {
  expect(verdictOf(claim('packet-loss'))).toEqual({
    code: 'packet-loss',
    severity: 'warn',
    summary: 'It is packet-loss.',
    evidence: { mtu: 1_380 },
  });
  expect(findingOf(claim('packet-loss')).evidence).toEqual({ summary: 'It is packet-loss.', mtu: 1_380 });
});
