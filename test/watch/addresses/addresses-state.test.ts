import { describe, expect, it } from 'vitest';

import { addressesOf, suspicions } from '../../../src/watch/addresses/addresses-state.ts';
import { T0, at } from '../support.ts';
import {
  diagnosis,
  egress,
  event,
  fails,
  houseAlone,
  line,
  looks,
  measured,
  noEgress,
  over,
  page,
  play,
  run,
  tick,
  told,
} from './support.ts';

const A6 = '2001:db8:0:100::1';

describe('the address of a line', () => {
  it('changes once, with how long the old one was held', () => {
    const { events, state } = play([
      egress(0, 'dsl', '198.51.100.1'),
      egress(5, 'dsl', '198.51.100.1'),
      egress(3_600, 'dsl', '198.51.100.2'),
      egress(3_604, 'dsl', '198.51.100.2'),
    ]);
    expect(events).toEqual([
      event('address-finding', 3_600, line('dsl'), {
        code: 'address-changed',
        summary: 'DSL has another address, 198.51.100.2 instead of 198.51.100.1; the old one was held for 1 h.',
        family: 4,
        since: T0,
        heldSeconds: 3_600,
        from: '198.51.100.1',
        to: '198.51.100.2',
      }),
    ]);
    expect(addressesOf(state, 'dsl')).toEqual(['198.51.100.2']);
  });
  it('is the same one after an outage, and after another start', () => {
    const { events } = play([
      egress(0, 'dsl', '198.51.100.1'),
      noEgress(60, 'dsl', 4),
      egress(90, 'dsl', '198.51.100.1'),
      event('service-started', 200, undefined, {}),
      egress(201, 'dsl', '198.51.100.1'),
      noEgress(300, 'dsl', 4),
      egress(400, 'dsl', '198.51.100.9'),
    ]);
    expect(events.map((e) => e.evidence)).toEqual([
      expect.objectContaining({ code: 'address-changed', heldSeconds: 400, to: '198.51.100.9' }),
    ]);
  });
  it('is not the house’s, which fails over', () => {
    const { events } = play([
      egress(0, 'internet', '198.51.100.1'),
      egress(0, 'dsl', '198.51.100.1'),
      egress(60, 'internet', '203.0.113.1'),
    ]);
    expect(events).toEqual([]);
  });
  it('is the house’s where there are no lines', () => {
    const { events } = play(
      [egress(0, 'internet', '198.51.100.1'), egress(9, 'internet', '198.51.100.2')],
      undefined,
      houseAlone,
    );
    expect(told(events)).toEqual(['address-changed internet']);
  });
  it('of IPv6 is a prefix: that devices change theirs within it is nothing', () => {
    const { events } = play([
      egress(0, 'dsl', A6),
      egress(60, 'dsl', '2001:db8:0:1ff:1:2:3:4'),
      egress(86_400, 'dsl', '2001:db8:0:200::1'),
    ]);
    expect(events.map((e) => e.evidence)).toEqual([
      {
        code: 'prefix-changed',
        summary:
          'DSL has another IPv6 prefix, 2001:db8:0:200::/56 instead of 2001:db8:0:100::/56; the old one was held for 1 d.',
        family: 6,
        since: T0,
        heldSeconds: 86_400,
        from: '2001:db8:0:100::/56',
        to: '2001:db8:0:200::/56',
        address: '2001:db8:0:200::1',
      },
    ]);
  });
  it('that comes too late, or is none, says nothing', () => {
    const { events } = play([
      egress(10, 'dsl', '198.51.100.1'),
      egress(5, 'dsl', '198.51.100.2'),
      event('egress-changed', 20, line('dsl'), { family: 5, to: 'x' }),
      event('egress-changed', 20, line('dsl'), { family: 4, to: A6 }),
      event('egress-changed', 20, { target: 'dsl', vantage: 'elsewhere' }, { family: 4, to: '192.0.2.1' }),
    ]);
    expect(events).toEqual([]);
  });
});

describe('IPv6', () => {
  const both = [egress(0, 'dsl', '198.51.100.1'), egress(0, 'dsl', A6)];
  it('is lost when it was missing for ten minutes while the line answered, and comes back', () => {
    const { events } = play([
      ...both,
      noEgress(60, 'dsl', 6),
      ...looks(60, 660, 'dsl'),
      ...looks(660, 1_200, 'dsl'),
      egress(1_260, 'dsl', A6),
    ]);
    expect(told(events)).toEqual(['ipv6-lost on dsl', 'ipv6-lost off dsl']);
    expect(events.map((e) => [e.at, e.severity])).toEqual([
      [at(660), 'warn'],
      [at(1_260), 'info'],
    ]);
    expect(events[1]?.evidence).toMatchObject({ seconds: 1_200, address: A6 });
  });
  it('is not lost by a line that is down, nor when that comes back and IPv6 a moment later', () => {
    const { events } = play([
      ...both,
      noEgress(60, 'dsl', 6),
      noEgress(60, 'dsl', 4),
      ...looks(60, 3_600, 'dsl', false),
      egress(3_600, 'dsl', '198.51.100.1'),
      ...looks(3_600, 3_900, 'dsl'),
      egress(3_900, 'dsl', A6),
      // Silence without a word of the routes.
      noEgress(4_000, 'dsl', 6),
      ...looks(4_000, 6_000, 'dsl', false),
      ...looks(6_000, 6_540, 'dsl'),
    ]);
    expect(events).toEqual([]);
  });
  it('is lost when three runs in a row had none, as where it is silent', () => {
    const address = (t: number, ...families: number[]) =>
      run(
        t,
        'address',
        line('dsl'),
        measured({ addresses: families.map((family) => ({ family, address: family === 4 ? '198.51.100.1' : A6 })) }),
      );
    const { events } = play([
      ...both,
      address(9, 4),
      address(19, 4),
      address(29, 4, 6),
      address(39, 4),
      address(49, 4),
    ]);
    expect(events).toEqual([]);
    expect(told(play([...both, address(9, 4), address(19, 4), address(19, 4)]).events)).toEqual([]);
    expect(
      told(play([...both, address(9, 4), address(19, 4), address(29, 4), address(39, 4), address(49, 4, 6)]).events),
    ).toEqual(['ipv6-lost on dsl', 'ipv6-lost off dsl']);
    // A line without any that it could lose.
    expect(play([egress(0, 'dsl', '198.51.100.1'), address(9, 4), address(19, 4), address(29, 4)]).events).toEqual([]);
  });
  it('is lost when another start did not find it again', () => {
    const { events } = play([
      ...both,
      event('service-started', 100, undefined, {}),
      egress(101, 'dsl', '198.51.100.1'),
      ...looks(101, 800, 'dsl'),
    ]);
    expect(told(events)).toEqual(['ipv6-lost on dsl']);
    const found = [
      ...both,
      event('service-started', 100, undefined, {}),
      ...both.map((e) => Object.assign({}, e, { at: at(101) })),
    ];
    expect(play([...found, ...looks(101, 2_000, 'dsl')]).events).toEqual([]);
  });
});

describe('where an address is placed', () => {
  const placed = (t: number, answers: Readonly<Record<string, string | undefined>>, address = '198.51.100.1') =>
    run(
      t,
      'geoip',
      line('dsl'),
      measured({
        addresses: [
          { family: 4, address, answers: Object.entries(answers).map(([source, country]) => ({ source, country })) },
        ],
      }),
    );
  it('is told of a source that says otherwise of the same address than before', () => {
    const { events } = play([
      placed(0, { a: 'GB', b: 'GB' }),
      placed(86_400, { a: 'AE', b: undefined }),
      placed(2 * 86_400, { a: 'AE', b: 'GB' }),
    ]);
    expect(events.map((e) => e.evidence)).toEqual([
      {
        code: 'geo-moved',
        summary: 'a places 198.51.100.1 (DSL) in AE; before it said GB.',
        source: 'a',
        address: '198.51.100.1',
        from: 'GB',
        to: 'AE',
      },
    ]);
  });
  it('says nothing of another address', () => {
    expect(
      play([placed(0, { a: 'GB' }), placed(9, { a: 'AE' }, '198.51.100.2'), placed(19, { a: 'GB' })]).events,
    ).toEqual([]);
  });
});

describe('a site that refuses', () => {
  it('is told on that line, until it does no longer', () => {
    const { events } = play([
      page(0, over('wiki', 'dsl')),
      page(1, over('wiki', 'mobile'), { refuses: true, because: 'open proxy' }),
      page(86_400, over('wiki', 'mobile'), { refuses: true, because: 'open proxy' }),
      fails(90_000, over('wiki', 'mobile')),
      page(100_000, over('wiki', 'mobile')),
    ]);
    expect(told(events)).toEqual(['site-refuses on wiki/mobile', 'site-refuses off wiki/mobile']);
    expect(events[0]?.evidence).toEqual({
      code: 'site-refuses',
      on: true,
      summary: 'Wiki refuses 192.0.2.80 over 5G: open proxy.',
      line: 'mobile',
      because: 'open proxy',
      status: 200,
      address: '192.0.2.80',
    });
  });
  it('is told of the house where that alone is asked, and of nobody else', () => {
    const refused = { refuses: true, because: 'status 403' };
    expect(told(play([page(0, over('wiki'), refused)], undefined, houseAlone).events)).toEqual([
      'site-refuses on wiki',
    ]);
    expect(play([page(0, over('wiki'), refused), page(1, over('other', 'dsl'), refused)]).events).toEqual([]);
  });
});

describe('a filter', () => {
  const [dsl, mobile] = [over('wiki', 'dsl'), over('wiki', 'mobile')];
  const twice = [page(0, mobile), fails(10, dsl), page(70, mobile), fails(72, dsl)];
  it('is what fails twice over one line, and works in between over another', () => {
    const { events, state } = play([...twice, diagnosis(20, dsl, 'name-filtered'), tick(73)]);
    expect(told(events)).toEqual(['filtered on wiki/dsl']);
    expect(events[0]).toMatchObject({
      at: at(72),
      severity: 'warn',
      evidence: {
        line: 'dsl',
        worksOver: 'mobile',
        since: at(10),
        verdict: 'name-filtered',
        summary: 'Wiki does not come over DSL as it does over 5G: The name is filtered.',
      },
    });
    expect(
      told(play([page(300, mobile), fails(301, dsl), page(90_000, dsl), page(90_001, dsl)], state).events),
    ).toEqual(['filtered off wiki/dsl']);
  });
  it('is told without a verdict where there comes none', () => {
    expect(play([...twice, tick(221)]).events).toEqual([]);
    const { events } = play([...twice, tick(222), tick(400)]);
    expect(told(events)).toEqual(['filtered on wiki/dsl']);
    expect(events[0]?.evidence).toMatchObject({ why: 'reset (refused)' });
    expect(events[0]?.evidence).not.toHaveProperty('verdict');
  });
  it('stays certain when it is looked at once more before the verdict', () => {
    const { events } = play([...twice, fails(90, dsl), tick(91), diagnosis(20, dsl, 'name-filtered'), tick(110)]);
    expect(told(events)).toEqual(['filtered on wiki/dsl']);
    expect(play([...twice, fails(90, dsl), fails(91, mobile), tick(900)]).events).toEqual([]);
  });
  it('is suspected at once', () => {
    expect(suspicions(play(twice.slice(0, 2)).state)).toEqual([{ site: 'wiki', line: 'dsl', at: at(10) }]);
    expect(suspicions(play(twice.slice(1, 2)).state)).toEqual([]);
    expect(suspicions(play([page(0, dsl), page(1, mobile)]).state)).toEqual([]);
  });
  it('is a page of elsewhere, too, and an error', () => {
    for (const other of [
      { ended: 'https://block.isp.test/why', title: 'Blocked' },
      { status: 451 },
      { url: 'http://wiki.example/', address: '203.0.113.9', title: 'This site is blocked' },
    ])
      expect(
        told(play([page(0, mobile), page(10, dsl, other), page(70, mobile), page(72, dsl, other), tick(300)]).events),
      ).toEqual(['filtered on wiki/dsl']);
  });
  it('is suspected of the line that is led elsewhere, whichever was looked at last', () => {
    const other = { ended: 'https://block.isp.test/why', title: 'Blocked' };
    const seen = [page(0, dsl, other), page(1, mobile)];
    expect(suspicions(play(seen).state)).toEqual([{ site: 'wiki', line: 'dsl', at: at(0) }]);
    expect(suspicions(play(seen.toReversed()).state)).toEqual([{ site: 'wiki', line: 'dsl', at: at(0) }]);
    const short = { ended: 'https://www.long-name.test/', title: 'A page' };
    const plain = [page(0, dsl, { ...other, ended: 'http://block.isp.test/' }), page(1, mobile, short)];
    expect(suspicions(play(plain).state)).toEqual([{ site: 'wiki', line: 'dsl', at: at(0) }]);
  });
  it('is no page that only differs', () => {
    for (const other of [
      { ended: 'https://en.wiki.example/', title: 'Une page' },
      { address: '203.0.113.9', title: 'Une page', hash: 'bb' },
      { refuses: true, because: 'status 403', status: 403 },
    ])
      expect(
        told(
          play([page(0, mobile), page(10, dsl, other), page(70, mobile), page(72, dsl, other), tick(300)]).events,
        ).filter((t) => t.startsWith('filtered')),
      ).toEqual([]);
  });
  it('is no outage of the site', () => {
    const dead = [fails(10, dsl), fails(70, mobile), fails(72, dsl), fails(310, mobile), fails(312, dsl), tick(900)];
    expect(play([page(0, mobile), ...dead]).events).toEqual([]);
    // Too far apart to say anything of each other.
    expect(play([fails(10, dsl), page(3_000, mobile), fails(3_700, dsl), tick(9_000)]).events).toEqual([]);
    // One that began between the two is none either, nor one that ended then.
    expect(play([fails(10, dsl), fails(70, dsl), page(71, mobile), tick(900)]).events).toEqual([]);
  });
  it('is no trouble of the line', () => {
    const state = (t: number, to: string) => event('state-changed', t, line('dsl'), { to }, 'uplink');
    expect(play([state(5, 'down'), ...twice, tick(900)]).events).toEqual([]);
    expect(
      play([twice[0]!, twice[1]!, state(20, 'down'), state(65, 'up'), ...twice.slice(2), tick(900)]).events,
    ).toEqual([]);
    const dns = event('line-finding', 12, line('dsl'), { code: 'line-dns-dead', on: true });
    expect(play([...twice.slice(0, 2), dns, ...twice.slice(2), tick(900)]).events).toEqual([]);
    // Nothing else comes over it either.
    expect(play([fails(11, over('films', 'dsl')), ...twice, tick(900)]).events).toEqual([]);
    expect(told(play([page(11, over('films', 'dsl')), ...twice, tick(900)]).events)).toEqual(['filtered on wiki/dsl']);
  });
  it('is none where nothing was sent, or where the diagnosis finds no fault and nobody looked again', () => {
    const unsent = [page(0, mobile), fails(10, dsl, 'no-route'), page(70, mobile), fails(72, dsl, 'cancelled')];
    expect(play([...unsent, tick(900)]).events).toEqual([]);
    const fine = [...twice, diagnosis(80, dsl, 'no-fault'), tick(900)];
    expect(play(fine).events).toEqual([]);
    const { events } = play([...fine, page(910, mobile), fails(911, dsl), tick(1_200)]);
    expect(told(events)).toEqual(['filtered on wiki/dsl']);
    expect(events[0]?.evidence).not.toHaveProperty('verdict');
  });
});

it('a clock that was set back leaves nothing in the future', () => {
  const { state } = play([
    egress(1_000, 'dsl', '198.51.100.1'),
    egress(1_000, 'dsl', A6),
    page(1_000, over('wiki', 'dsl')),
    { kind: 'gap', reason: 'clock-stepped', from: at(10), to: at(10) },
  ]);
  expect(state.now).toBe(at(10));
  const { events } = play(
    [egress(20, 'dsl', '198.51.100.2'), page(20, over('wiki', 'dsl'), { refuses: true, because: 'proxy' })],
    state,
  );
  expect(told(events)).toEqual(['address-changed dsl', 'site-refuses on wiki/dsl']);
  expect(events[0]?.evidence).toMatchObject({ heldSeconds: 10 });
});
