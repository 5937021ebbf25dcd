import { describe, expect, it } from 'vitest';

import type { Entry, Gap, Run } from '../../../src/domain/entry.ts';
import { HOUSE } from '../../../src/domain/line.ts';
import { linesState } from '../../../src/watch/lines/lines-state.ts';
import { currentLines } from '../../../src/watch/lines/now.ts';
import { paceOf } from '../../../src/watch/lines/pace.ts';
import { NOTHING, UNSEEN, type LinesState } from '../../../src/watch/lines/state.ts';
import { at, seeded } from '../support.ts';
import { VANTAGE, lineNamed, short, simulate, subject, type World } from './house.ts';

const ADDRESS: Readonly<Record<string, string>> = { dsl: '198.51.100.1', mobile: '203.0.113.1', vpn: '192.0.2.9' };
const DSL = lineNamed('dsl', { recognised: { gateway: '192.168.1.1' } });
const MOBILE = lineNamed('mobile', {
  kind: '5g',
  metered: true,
  lostAfter: 4_000,
  every: { live: 1_000, standby: 10_000 },
  recognised: { gateway: '192.168.8.1' },
});
const calm: World = {
  lines: [DSL, MOBILE],
  echo: (line) => (line === 'dsl' ? 20 : 60),
  gateway: () => 1,
  dns: () => 15,
  carries: () => 'dsl',
  address: (line) => ADDRESS[line] ?? '',
};
const world = (more: Partial<World>): World => ({ ...calm, ...more });
const cut =
  (line: string, from: number, to: number) =>
  (l: string, t: number): number | undefined =>
    l === line && t > from && t < to ? undefined : calm.echo(l, t);
const said = (w: World, seconds: number): readonly string[] => short(simulate(w, seconds).told);

describe('which line is live', () => {
  it('is told once, by the address that is measured over the line itself', () => {
    const { told, state } = simulate(calm, 300);
    expect(short(told)).toEqual(['1.1 live >dsl by address']);
    expect(told[0]?.event).toMatchObject({
      type: 'live-changed',
      subject: { target: HOUSE, vantage: VANTAGE },
      evidence: { from: '', to: 'dsl', by: 'address', address: '198.51.100.1', believed: '' },
    });
    expect(currentLines(calm.lines, state, VANTAGE)).toMatchObject({
      live: { line: 'dsl' },
      lines: [
        { line: 'dsl', word: 'up', gateway: 'answers', resolver: 'answers', egress: [{ address: '198.51.100.1' }] },
        { line: 'mobile', word: 'up', egress: [{ address: '203.0.113.1' }] },
      ],
      house: { word: 'up' },
    });
  });
  it('is a VPN by its own address, and the routes below it do not disagree', () => {
    const w = world({
      lines: [...calm.lines, lineNamed('vpn', { kind: 'vpn' })],
      carries: () => 'vpn',
      route: () => '192.168.1.1 eth0',
    });
    expect(said(w, 120)).toEqual(['1.1 live >vpn by address']);
  });
  it('is recognised by prefix, ASN or first hop where nothing can be sent over it', () => {
    const seen = (recognised: object, evidence: object): readonly string[] => {
      const lines = [lineNamed('dsl', { reachable: false, recognised }), MOBILE];
      const entry = {
        kind: 'event',
        at: at(5),
        type: 'egress-changed',
        severity: 'info',
        subject: subject(HOUSE),
      } as const;
      const told = { ...entry, evidence: { family: 4, from: '', to: '80.130.1.2', ...evidence } };
      const [, events] = linesState(lines, VANTAGE).step(NOTHING, [told]);
      return short(events.map((event) => ({ known: 5, event })));
    };
    expect(seen({ egress: ['80.128.0.0/11'] }, {})).toEqual(['5.0 live >dsl by prefix']);
    expect(seen({ asn: 3_320 }, { asn: 3_320 })).toEqual(['5.0 live >dsl by asn']);
    expect(seen({ firstHop: '62.155.1.1' }, { firstHop: '62.155.1.1' })).toEqual(['5.0 live >dsl by first-hop']);
    // All that is given must fit.
    expect(seen({ asn: 3_320, egress: ['80.0.0.0/16'] }, { asn: 3_320 })).toEqual([]);
    expect(seen({ asn: 3_320 }, { asn: 680 })).toEqual([]);
    // A hop of IPv4 says nothing of an address of IPv6.
    const six = { family: 6, to: '2003:80::1', firstHop: '2003:0:1::1' };
    expect(seen({ egress: ['2003::/19'], firstHop: '62.155.1.1' }, six)).toEqual(['5.0 live >dsl by prefix']);
  });
  it('is believed, and said to be, where no address is known', () => {
    const w = world({ address: () => '', route: () => '192.168.1.1 eth0' });
    const { told } = simulate(w, 60);
    expect(short(told).filter((s) => s.includes('live'))).toEqual([
      expect.stringMatching(/^[67]\.\d live >dsl by route$/),
    ]);
  });
  it('is another when the routes and the world disagree: the world is believed', () => {
    const w = world({ carries: () => 'mobile', route: () => '192.168.1.1 eth0' });
    const { told } = simulate(w, 60);
    expect(short(told)).toEqual(['1.1 live >mobile by address', '7.1 internet egress-disagrees on']);
    expect(told[1]?.event.evidence).toMatchObject({ believed: 'dsl', live: 'mobile', address: '203.0.113.1' });
  });
  it('is none that is known while the address belongs to no line, and that is a finding', () => {
    const w = world({
      carries: (t) => (t < 60 ? 'dsl' : 'neighbour'),
      echo: (line) => (line === 'neighbour' ? 30 : 20),
    });
    const neighbour = lineNamed('neighbour', { reachable: false });
    const { told } = simulate({ ...w, lines: [...w.lines, neighbour], address: (l) => ADDRESS[l] ?? '5.5.5.5' }, 180);
    expect(short(told)).toEqual([
      '1.1 live >dsl by address',
      expect.stringMatching(/^6\d\.\d live dsl> by unknown$/),
      expect.stringMatching(/^6\d\.\d internet egress-unknown on$/),
    ]);
  });
  it('stays so when the provider gives it a new address', () => {
    const w = world({ address: (line, t) => (line === 'dsl' && t >= 130 ? '198.51.100.77' : (ADDRESS[line] ?? '')) });
    expect(said(w, 400)).toEqual(['1.1 live >dsl by address']);
  });
});

describe('a failover', () => {
  it('tells what it cost, once, when all late losses are known', () => {
    const w = world({
      echo: cut('dsl', 100, 400),
      carries: (t) => (t > 130 ? 'mobile' : 'dsl'),
      route: (t) => (t > 130 ? '192.168.8.1 wwan0' : '192.168.1.1 eth0'),
      connection: 'broken',
    });
    const { told, state } = simulate(w, 300);
    expect(short(told)).toEqual([
      '1.1 live >dsl by address',
      expect.stringMatching(/^109\.\d live dsl> by dark$/),
      '109.1 dsl gateway-up-no-internet on',
      expect.stringMatching(/^13[1-4]\.\d live >mobile by address$/),
      expect.stringMatching(/^13\d\.\d failover dsl>mobile 100-130.[1-5] dark 30.[1-5] lost \d+ dark broken$/),
      expect.stringMatching(/^13\d\.\d internet connections-lost on$/),
    ]);
    expect(told.find(({ event }) => event.type === 'failover')?.event.evidence).toMatchObject({
      addressFrom: '198.51.100.1',
      addressTo: '203.0.113.1',
    });
    expect(currentLines(w.lines, state, VANTAGE)).toMatchObject({ live: { line: 'mobile' }, believed: 'mobile' });
  });
  it('that ended no connection is not charged with those that the one before it ended', () => {
    const w = world({
      echo: cut('dsl', 100, 130),
      carries: (t) => (t > 105 ? 'mobile' : 'dsl'),
      connection: 'broken',
    });
    const first = simulate(w, 140);
    expect(short(first.told)).toContainEqual(expect.stringMatching(/internet connections-lost on$/));
    const { told } = simulate({ ...w, carries: () => 'dsl', connection: 'survived' }, 60, first.state, 140);
    expect(short(told).slice(-2)).toEqual([
      expect.stringMatching(/failover mobile>dsl - dark 0 lost 0 returned \w+$/),
      expect.stringMatching(/internet connections-lost off$/),
    ]);
  });
  it('that is quick is seen too, without a line ever being none', () => {
    const w = world({ echo: cut('dsl', 100, 400), carries: (t) => (t > 104 ? 'mobile' : 'dsl') });
    expect(said(w, 130)).toEqual([
      '1.1 live >dsl by address',
      expect.stringMatching(/dsl gateway-up-no-internet on$/),
      expect.stringMatching(/^10\d\.\d live dsl>mobile by address$/),
      expect.stringMatching(/^11\d\.\d failover dsl>mobile 100-10[45](\.\d)? dark [45](\.\d)? lost \d dark unknown$/),
    ]);
  });
  it('says nothing against the new line, where the house alone tells how a line fares', () => {
    const lines = [
      lineNamed('dsl', { reachable: false, recognised: { egress: ['198.51.100.0/24'] } }),
      lineNamed('mobile', { reachable: false, recognised: { egress: ['203.0.113.0/24'] } }),
    ];
    const w = world({ lines, echo: cut('dsl', 100, 400), carries: (t) => (t > 107 ? 'mobile' : 'dsl') });
    expect(said(w, 200)).toEqual([
      expect.stringMatching(/live >dsl by prefix$/),
      expect.stringMatching(/live dsl>mobile by prefix$/),
      expect.stringMatching(/failover dsl>mobile .* dark 7(\.\d)? lost \d+ dark unknown$/),
    ]);
    const later = said({ ...w, carries: (t) => (t > 112 ? 'mobile' : 'dsl') }, 200);
    expect(later.filter((s) => s.includes('line-'))).toEqual([
      expect.stringMatching(/dsl line-dark on$/),
      expect.stringMatching(/dsl line-dark off$/),
    ]);
  });
  it('that costs nothing is told as such, and why: the preferred line is back', () => {
    const w = world({ carries: (t) => (t > 100 ? 'dsl' : 'mobile') });
    const told = said(w, 200);
    expect(told).toEqual([
      '1.1 live >mobile by address',
      expect.stringMatching(/live mobile>dsl by address$/),
      expect.stringMatching(/failover mobile>dsl - dark 0 lost 0 returned unknown$/),
    ]);
  });
  it('is not charged with what the one before it cost', () => {
    const w = world({ echo: cut('dsl', 100, 130), carries: (t) => (t > 105 ? 'mobile' : 'dsl') });
    const first = simulate(w, 140);
    expect(short(first.told)).toContainEqual(expect.stringMatching(/failover dsl>mobile 100-10[56](\.\d)? dark/));
    const { told } = simulate({ ...w, carries: () => 'dsl' }, 60, first.state, 140);
    expect(short(told).filter((s) => s.includes('failover'))).toEqual([
      expect.stringMatching(/failover mobile>dsl - dark 0 lost 0 returned unknown$/),
    ]);
  });
  it('that a stop of the service cut short is told by what is known of it, once', () => {
    const w = world({
      echo: (l, t) => (l === 'dsl' && t > 100 ? undefined : calm.echo(l, t)),
      carries: (t) => (t > 107 ? 'mobile' : 'dsl'),
    });
    const seen = simulate(w, 130).told.find(({ event: e }) => e.evidence['to'] === 'mobile')?.known ?? 0;
    const end = Math.ceil(seen) + 1;
    const first = simulate(w, end);
    expect(short(first.told)).toContainEqual(expect.stringMatching(/live (?:dsl)?>mobile by address$/));
    expect(short(first.told).filter((s) => s.includes('failover'))).toEqual([]);
    const asLeft = structuredClone(first.state);
    const stopped: Gap = { kind: 'gap', from: at(end), to: at(end + 11), reason: 'stopped' };
    const watcher = linesState(w.lines, VANTAGE);
    const [after, events] = watcher.step(asLeft, [stopped]);
    const failovers = events.filter((e) => e.type === 'failover');
    expect(failovers).toMatchObject([
      { evidence: { from: 'dsl', to: 'mobile', why: 'dark', lastGood: at(100), darkSeconds: 8 } },
    ]);
    expect(failovers[0]?.at).toBeLessThanOrEqual(at(end));
    const later = short(simulate(w, 60, after, end + 11).told);
    expect(later.filter((s) => s.includes('failover'))).toEqual([]);
    // What would have been lost later nobody knows: without a silence so far it did not cost nothing.
    const sudden = world({ carries: (t) => (t > 100 ? 'mobile' : 'dsl') });
    const changed = simulate(sudden, 260).told.find(({ event: e }) => e.evidence['to'] === 'mobile')?.known ?? 0;
    const known = Math.ceil(changed) + 1;
    const hole: Gap = { kind: 'gap', from: at(known), to: at(known + 9), reason: 'stopped' };
    expect(watcher.step(simulate(sudden, known).state, [hole])[1]).toMatchObject([
      { type: 'failover', evidence: { darkSeconds: null, lost: 0 } },
    ]);
    // Nor where the clock was set back to before the switch: it has not been yet.
    const setBack: Gap = { kind: 'gap', from: at(50), to: at(50), reason: 'clock-stepped' };
    expect(watcher.step(asLeft, [setBack])[1].filter((e) => e.type === 'failover')).toEqual([]);
  });
  it('is none when the same line comes back, nor when a machine wakes up elsewhere', () => {
    const back = said(world({ echo: (l, t) => (t > 100 && t < 160 ? undefined : calm.echo(l, t)) }), 300);
    expect(back.filter((s) => s.includes('failover'))).toEqual([]);
    expect(back.filter((s) => s.includes('live'))).toHaveLength(3);
    const asleep: Gap = { kind: 'gap', from: at(100), to: at(4_000), reason: 'suspended' };
    const first = simulate(calm, 100);
    const watcher = linesState(calm.lines, VANTAGE);
    const [slept, events] = watcher.step(first.state, [asleep]);
    expect(events).toEqual([]);
    const after = simulate(world({ carries: () => 'mobile' }), 120, slept, 4_000);
    expect(short(after.told)).toEqual([expect.stringMatching(/^400\d\.\d live dsl>mobile by address$/)]);
  });
});

describe('what is wrong with a line', { timeout: 60_000 }, () => {
  it('is told once, by one cause: its router, what is behind it, or that it is dark', () => {
    const gateway = (dead: boolean) => (line: string, t: number) => (dead && line === 'dsl' && t > 100 ? undefined : 1);
    const found = (more: Partial<World>) =>
      said(world({ echo: cut('dsl', 100, 200), ...more }), 300).filter((s) => s.includes(' dsl '));
    expect(found({ gateway: gateway(false) })).toEqual([
      '109.1 dsl gateway-up-no-internet on',
      '202.1 dsl gateway-up-no-internet off',
    ]);
    expect(found({ gateway: gateway(true) })).toEqual(['109.1 dsl gateway-silent on', '202.1 dsl gateway-silent off']);
    const { gateway: _, ...without } = world({ echo: cut('dsl', 100, 200) });
    expect(said(without, 300).filter((s) => s.includes(' dsl '))).toEqual([
      '109.1 dsl line-dark on',
      '202.1 dsl line-dark off',
    ]);
  });
  it('is decided within ten seconds of the last good reply, however an outage lies to the echoes', () => {
    for (const lostAfter of [2_000, 4_000])
      for (let phase = 0; phase < 10; phase += 2) {
        const from = 20 + phase / 10;
        const lines = [{ ...DSL, lostAfter }, MOBILE];
        const { told } = simulate(world({ lines, echo: cut('dsl', from, 400) }), 45);
        const dark = told.find(({ event }) => event.type === 'line-finding');
        const lastGood = (Number(dark?.event.evidence['silentSince']) - at(0)) / 1e6;
        expect((dark?.known ?? Infinity) - lastGood).toBeLessThanOrEqual(10);
        expect(lastGood).toBeGreaterThan(from - 1.05);
      }
  });
  it('that stands by and is metered is decided after four echoes ten seconds apart, and none more is sent', () => {
    for (let phase = 0; phase < 10; phase += 1) {
      const { told, entries } = simulate(world({ echo: cut('mobile', 101 + phase, 300) }), 200);
      const dark = told.find(({ event }) => event.type === 'line-finding');
      const lastGood = (Number(dark?.event.evidence['silentSince']) - at(0)) / 1e6;
      expect(dark?.event.evidence['code']).toBe('gateway-up-no-internet');
      expect(lastGood).toBeGreaterThan(101 + phase - 10.1);
      expect((dark?.known ?? 0) - lastGood).toBeGreaterThanOrEqual(44);
      expect((dark?.known ?? 0) - lastGood).toBeLessThanOrEqual(45.5);
      const echoes = entries.flatMap((e) =>
        e.kind === 'samples' && e.probe === 'uplink' && e.field === 'rtt' && e.subject.target === 'mobile'
          ? e.samples.filter((s) => s.at >= at(100))
          : [],
      );
      expect(echoes.length).toBeLessThanOrEqual(10);
    }
  });
  it('is degraded by loss, told with its figures, and ends when it is over', () => {
    const random = seeded(5);
    const echo = (line: string, t: number) => (line === 'dsl' && t > 100 && t < 300 && random() < 0.3 ? undefined : 20);
    const { told } = simulate(world({ echo }), 600);
    const found = told.filter(({ event }) => event.evidence['code'] === 'line-degraded');
    expect(found.map(({ event }) => event.evidence['on'])).toEqual([true, false]);
    expect(found[0]?.event.evidence['reason']).toMatch(/^bad: \d+% lost in \d+ s$/);
    expect(found[0]?.event.evidence['summary']).toMatch(/^DSL carries badly: \d+% lost in \d+ s\.$/);
  });
  it('is not its resolver, which nobody could ask while it was dark', () => {
    const dns = (l: string, t: number): number | undefined => (l === 'dsl' && t > 100 && t < 215 ? undefined : 15);
    const told = said(world({ echo: cut('dsl', 100, 215), dns }), 300);
    expect(told.filter((s) => s.includes('dns'))).toEqual([]);
  });
  it('is no slow loss, right after a start', () => {
    const echo = (l: string, t: number): number | undefined =>
      l === 'dsl' && t > 20 && t < 50 && Math.floor(t) % 2 === 0 ? undefined : calm.echo(l, t);
    const told = said(world({ echo }), 300).filter((s) => s.includes('dsl line-degraded'));
    expect(told).toEqual([expect.stringMatching(/ on$/), expect.stringMatching(/ off$/)]);
  });
  it('is its resolver alone', () => {
    const w = world({ dns: (line, t) => (line === 'dsl' && t > 100 && t < 300 ? undefined : 15) });
    const told = said(w, 400).slice(1);
    expect(told).toEqual([
      expect.stringMatching(/^1\d\d\.\d dsl line-dns-dead on$/),
      expect.stringMatching(/^3\d\d\.\d dsl line-dns-dead off$/),
    ]);
  });
  it('is that it flaps, until it has held for long enough', () => {
    const echo = (line: string, t: number) =>
      line === 'dsl' && t > 100 && t < 340 && (t - 100) % 60 < 20 ? undefined : calm.echo(line, t);
    const told = said(world({ echo }), 2_400).filter((s) => s.includes('flapping'));
    expect(told).toHaveLength(2);
    expect(told[0]).toMatch(/^2\d\d\.\d dsl line-flapping on$/); // at the third
    expect(Number(told[1]?.split(' ')[0])).toBeGreaterThan(340 + 900);
  });
});

describe('the home name', () => {
  const lines = [
    { ...DSL, homeName: 'home.example' },
    { ...MOBILE, homeName: 'home.example' },
  ];
  const looked = (t: number, addresses: readonly string[], ttl?: number): Run => ({
    kind: 'run',
    id: `r${t}`,
    at: at(t),
    tookMs: 1,
    probe: 'home-name',
    subject: subject('dsl'),
    outcome:
      addresses.length === 0
        ? { status: 'failed', reason: 'no-address', detail: 'NXDOMAIN', findings: [] }
        : {
            status: 'measured',
            values: {},
            findings: [],
            report: { addresses, ...(ttl === undefined ? {} : { ttl }) },
          },
  });
  /** After a failover at about 100 s, with the name looked up every minute. */
  const named = (address: (t: number) => readonly string[], ttl?: number): readonly string[] => {
    const w = world({ lines, echo: cut('dsl', 100, 900), carries: (t) => (t > 110 ? 'mobile' : 'dsl') });
    const { entries } = simulate(w, 600);
    const all: Entry[] = [];
    let next = 30;
    for (const entry of entries) {
      const when = entry.kind === 'samples' ? ((entry.samples[0]?.at ?? 0) - at(0)) / 1e6 : 0;
      if (when > next) {
        all.push(looked(next, address(next), ttl));
        next += 60;
      }
      all.push(entry);
    }
    const [, events] = linesState(lines, VANTAGE).step(NOTHING, all);
    return short(events.map((event) => ({ known: Math.round((event.at - at(0)) / 1e6), event }))).filter((s) =>
      s.includes('ddns'),
    );
  };
  const moved = (when: number) => (t: number) => [t < when ? '198.51.100.1' : '203.0.113.1'];
  it('that follows the live line is fine', () => {
    expect(named(moved(150))).toEqual([]);
  });
  it('that leads elsewhere after two minutes is stale, until it follows', () => {
    expect(named(moved(400))).toEqual(['270.0 mobile ddns-stale on', '450.0 mobile ddns-stale off']);
  });
  it('is given its TTL', () => {
    expect(named(moved(999), 300)).toEqual(['450.0 mobile ddns-stale on']);
  });
  it('without an address twice in a row is not resolved', () => {
    expect(named((t) => (t > 200 && t < 400 ? [] : moved(150)(t)))).toEqual([
      '270.0 mobile ddns-unresolved on',
      '450.0 mobile ddns-unresolved off',
    ]);
  });
});

describe('how eagerly to look', () => {
  it('is live for all while none is known, then for the live one alone, and for the house', () => {
    expect(['dsl', 'mobile', HOUSE].map((l) => paceOf(calm.lines, NOTHING, l, at(0)))).toEqual([
      'live',
      'live',
      'live',
    ]);
    const { state } = simulate(calm, 60);
    expect(['dsl', 'mobile', HOUSE].map((l) => paceOf(calm.lines, state, l, at(60)))).toEqual([
      'live',
      'standby',
      'live',
    ]);
  });
  it('is alert on suspicion for half a minute, and not again for five while the trouble lasts', () => {
    const { alert } = simulate(world({ echo: cut('dsl', 100, 1_000) }), 900);
    expect(alert[0]).toBeGreaterThan(103);
    expect(alert[0]).toBeLessThan(109);
    const spells = alert.filter((t, i) => alert[i - 1] !== t - 1);
    expect(spells).toHaveLength(3);
    expect((spells[1] ?? 0) - (spells[0] ?? 0)).toBeGreaterThanOrEqual(298);
    expect(alert.length).toBeLessThanOrEqual(93);
  });
  it('is wary of the house where its bytes may cost money: by its routes, its address, and by neither', () => {
    const alert = { from: at(100), well: null };
    const seen = { [HOUSE]: { ...UNSEEN, alert } };
    const live = { ...NOTHING.live, line: 'dsl' };
    const paces = (more: Partial<LinesState>): string =>
      paceOf(calm.lines, { ...NOTHING, seen, ...more }, HOUSE, at(101));
    expect(paces({ live })).toBe('alert');
    expect(paces({ live, routes: { v4: '192.168.8.1 lte0', v6: null } })).toBe('wary');
    expect(paces({ live: { ...live, line: 'mobile' } })).toBe('wary');
    expect(paces({ last: 'dsl' })).toBe('alert');
    expect(paces({ last: 'mobile' })).toBe('wary');
    // What was lost on the mobile line is no reason to ask the other one less.
    expect(paces({ last: 'mobile', routes: { v4: '192.168.1.1 dsl0', v6: null } })).toBe('alert');
  });
  it('asks ten times a second until the house goes by the metered line, and not over that', () => {
    const carries = (t: number): string => (t < 112 ? 'dsl' : 'mobile');
    const { entries } = simulate(world({ echo: cut('dsl', 100, 900), carries }), 160);
    const sent = entries.flatMap((e) =>
      e.kind === 'samples' && e.probe === 'uplink' && e.field === 'rtt' && e.subject.target === HOUSE
        ? e.samples.map((s) => (s.at - at(0)) / 1e6)
        : [],
    );
    const between = (from: number, to: number): number => sent.filter((t) => t >= from && t < to).length;
    expect(between(109, 112)).toBeGreaterThanOrEqual(30);
    // The address is seen within two seconds; then one a second, and one more while it is wary.
    expect(between(115, 125)).toBeLessThanOrEqual(21);
    expect(between(112, 160)).toBeLessThanOrEqual(35 + 48 + 30);
  });
});

it('is bounded: a week of faults on three lines in 64 kB', () => {
  const random = seeded(9);
  const lines = [DSL, MOBILE, lineNamed('vpn', { kind: 'vpn', homeName: 'home.example' })];
  const w = world({
    lines,
    echo: (line, t) => (random() < 0.2 || Math.floor(t / 50) % 4 === 0 ? undefined : calm.echo(line, t)),
    carries: (t) => lines[Math.floor(t / 70) % 3]?.name ?? '',
  });
  expect(JSON.stringify(simulate(w, 2_000).state).length).toBeLessThan(64_000);
});
