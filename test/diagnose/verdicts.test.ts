import { describe, expect, it } from 'vitest';

import { MOST } from '../../src/diagnose/cost.ts';
import { play } from './support/play.ts';
import type { Model } from './support/world.ts';

const HOLES: ReadonlySet<string> = new Set([
  'forward-black-hole',
  'reverse-black-hole',
  'black-hole-both-ways',
  'udp-black-hole',
  'mss-clamp-ineffective',
  'path-mtu-slow',
]);
const FAMILIES = [4, 6] as const;
const NARROW = { mtu: 1_380 } as const;
const SILENT = { tellsHome: 'never', tellsServer: 'never' } as const;

/** What is right to say of each path first, and numbers that its evidence holds. */
const CASES: readonly (readonly [what: string, model: Model, code: string, evidence?: object])[] = [
  ['a path in order', {}, 'no-fault'],
  ['a path in order, far away', { rttMs: 300 }, 'no-fault'],
  ['a certificate that is not trusted', { untrusted: 'SELF_SIGNED' }, 'no-fault'],
  ['a server that takes no POST', { server: 'no-post' }, 'no-fault'],
  ['an object too small to fill a packet', { objectBytes: 300 }, 'no-fault', { wayBack: 'not judged' }],
  ['a narrow own link', { ownMtu: 1_400 }, 'no-fault'],
  ['half of what answers UDP lost', { answersLost: 0.5 }, 'no-fault'],
  ['discovery that works', NARROW, 'path-mtu-reduced', { mtu: 1_380 }],
  ['a forward black hole', { ...NARROW, tellsHome: 'never' }, 'forward-black-hole', { mtu: 1_380 }],
  [
    'a forward black hole alone',
    { ...NARROW, mtuBack: 1_500, tellsHome: 'never' },
    'forward-black-hole',
    { mtu: 1_380 },
  ],
  ['a reverse black hole', { ...NARROW, tellsServer: 'never' }, 'reverse-black-hole', { mtu: 1_380 }],
  ['both', { ...NARROW, ...SILENT }, 'black-hole-both-ways', { mtu: 1_380 }],
  ['both, of TCP alone', { tcpAbove: 1_400 }, 'black-hole-both-ways', { mtu: 1_400, tcpAlone: true }],
  ['both, of different sizes', { mtu: 1_400, mtuBack: 1_300, ...SILENT }, 'black-hole-both-ways'],
  [
    'a clamp that spares TCP',
    { ...NARROW, ...SILENT, clamp: 1_320 },
    'udp-black-hole',
    { mtu: 1_380, clampedTo: 1_320 },
  ],
  ['a clamp where discovery works', { ...NARROW, clamp: 1_320 }, 'mss-clamped', { clampedTo: 1_320 }],
  ['a clamp that nobody needs', { clamp: 1_200 }, 'mss-clamped', { clampedTo: 1_200 }],
  ['a clamp that is too high', { ...NARROW, ...SILENT, clamp: 1_400 }, 'mss-clamp-ineffective'],
  [
    'a server that recovers',
    { ...NARROW, tellsServer: 'never', serverRecovers: true },
    'path-mtu-slow',
    { mtu: 1_380 },
  ],
  [
    'a path that the kernel knew',
    { ...NARROW, cached: 1_380, tellsServer: 'never' },
    'path-mtu-cached',
    { mtu: 1_380, keptSeconds: 600 },
  ],
  ['no echoes', { filters: ['echo'] }, 'icmp-filtered'],
  ['neither echoes nor UDP', { filters: ['echo', 'udp'] }, 'icmp-filtered'],
  ['no large echoes', { filters: ['big-echo'] }, 'icmp-filtered'],
  ['errors once a second', { ...NARROW, tellsHome: 1_000, tellsServer: 1_000 }, 'icmp-rate-limited'],
  ['DF cleared', { ...NARROW, stripsDf: true }, 'df-stripped', { mtu: 1_380 }],
  ['fragments filtered', { filters: ['fragments'] }, 'fragments-filtered'],
  ['half of the large packets lost', { policer: { above: 1_000, loss: 0.5 } }, 'size-policer'],
  ['nine tenths of the large packets lost', { policer: { above: 1_000, loss: 0.9 } }, 'size-policer'],
  ['a tenth lost', { loss: 0.1 }, 'packet-loss'],
  ['three tenths lost', { loss: 0.3 }, 'packet-loss'],
  ['loss and no echoes', { loss: 0.2, filters: ['echo', 'udp'] }, 'packet-loss'],
  [
    'loss and a reverse black hole',
    { loss: 0.05, ...NARROW, tellsServer: 'never' },
    'reverse-black-hole',
    { mtu: 1_380 },
  ],
  ['a queue far too large', { bytesPerSecond: 1e6, loadedMs: 400 }, 'bufferbloat', { idleMs: 20, loadedMs: 400 }],
  ['a server that is silent', { server: 'stalls' }, 'server-stall'],
  ['a server that stops', { server: 'stops-half' }, 'server-stall'],
  ['a slow server', { server: 'slow' }, 'server-stall', { answered: true, stallMs: 8_000 }],
  [
    'an object that is elsewhere',
    { location: 'https://other.lab/there?key=hunter2' },
    'no-fault',
    { elsewhere: 'https://other.lab/there', wayBack: 'not judged', settle: 'diagnose https://other.lab/there' },
  ],
  ['a server that resets', { server: 'resets' }, 'connection-reset', { resetBy: 'the-server' }],
  ['a forged reset', { hello: 'reset' }, 'connection-reset', { resetBy: 'someone-on-the-way' }],
  ['a server that hangs up', { server: 'closes' }, 'connection-reset', { how: 'closed' }],
  ['hellos dropped', { hello: 'dropped' }, 'hello-dropped'],
  ['a name dropped', { name: 'dropped' }, 'name-filtered', { how: 'silence' }],
  ['a name reset', { name: 'reset' }, 'name-filtered', { how: 'reset' }],
  ['no such name', { names: () => [] }, 'dns-failed'],
  ['a closed port', { server: 'closed-port' }, 'host-unreachable', { how: 'refused' }],
  ['nobody there', { server: 'silent' }, 'host-unreachable', { how: 'silent' }],
  ['no route', { noRoute: true }, 'host-unreachable', { how: 'no-route' }],
  [
    'no route to any resolver',
    { noRoute: true, names: () => [] },
    'host-unreachable',
    { how: 'no-route', name: 'server.lab' },
  ],
  ['the machine itself', { isSelf: true }, 'inconclusive'],
  ['garbage', { server: 'garbage' }, 'inconclusive'],
  ['a "too big" that names 68', { forges: { mtu: 68, above: 1_300 } }, 'path-mtu-reduced', { mtu: 1_300 }],
];

describe.each(
  CASES.flatMap(([what, model, code, evidence = {}]) =>
    FAMILIES.map((family) => ({ what, model, code, evidence, family })),
  ),
)('$what, IPv$family', ({ model, code, evidence, family }) => {
  // DF is IPv4's alone: nobody on the way cuts IPv6 packets up.
  const none = family === 6 && model.stripsDf === true;
  const played = play({ ...model, family });
  it(none ? 'is nothing of the kind' : `is ${code}`, () => {
    const told = { codes: played.codes, ...played.diagnosis.verdict };
    if (none) expect(told.codes).not.toContain(code);
    else expect(told).toMatchObject({ code, evidence });
  });
  it('is a black hole, or none', () => {
    expect(played.codes.some((c) => HOLES.has(c))).toBe(HOLES.has(code));
  });
  it('keeps within its bounds', () => {
    expect(played.packets).toBeLessThanOrEqual(MOST.packets);
    expect(played.bytes).toBeLessThanOrEqual(MOST.bytes);
    expect(played.millis).toBeLessThanOrEqual(code === 'no-fault' && model.rttMs === undefined ? 3_000 : MOST.millis);
  });
});

it('has words of its own for packets that are lost while all transfers pass', () => {
  // The server has learned of the link before anything large is sent to it, and echoes alone are answered.
  const model: Model = { ...NARROW, tellsHome: 'never', filters: ['udp', 'time-exceeded'] };
  const { verdict } = play(model).diagnosis;
  expect(verdict).toMatchObject({ code: 'inconclusive', evidence: { what: 'packets', mtu: 1_380 } });
  expect(verdict.summary).toMatch(/^Downloads and uploads pass at .* larger than 1,380 bytes/);
});

it('blames nobody on the way for what is closed in good order', () => {
  const { evidence, summary } = play({ server: 'closes' }).diagnosis.verdict;
  expect(evidence).toMatchObject({ how: 'closed' });
  expect(evidence).not.toHaveProperty('resetBy');
  expect(summary).not.toContain('forged');
});

it('tells TLS that is refused from what is no TLS', () => {
  const { summary, evidence } = play({ server: 'alerts' }).diagnosis.verdict;
  expect(summary).toContain('is TLS, and refuses the handshake for server.lab (alert 40, handshake_failure)');
  expect(evidence).toMatchObject({
    alert: '40, handshake_failure',
    affected: 'every transfer, whatever the size of its packets',
  });
  expect(evidence['settle']).toContain('another name or port of that server');
  expect(play({ server: 'garbage' }).diagnosis.verdict.summary).toContain('is no TLS');
});
it('has no jargon in what it tells of a transfer', () => {
  for (const server of ['garbage', 'alerts', 'stalls', 'resets', 'closed-port'] as const) {
    const { verdict, steps } = play({ server }).diagnosis;
    const told = JSON.stringify([verdict.summary, verdict.evidence['end'] ?? '', steps]);
    expect(told).not.toMatch(/tls-failed|garbage|\(always|\((?:tls|answer|connect|upload)\)/);
  }
});
