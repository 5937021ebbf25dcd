import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createSocket, type Socket as NodeSocket } from 'node:dgram';
import { readdirSync } from 'node:fs';

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { askGroup, type GroupAnswers } from '../../../src/net/datagram/group.ts';
import { openLibc } from '../../../src/net/libc/libc.ts';
import type { Binding, GroupRequest, NetResult } from '../../../src/net/net.ts';
import { systemClock } from '../../../src/net/system-clock.ts';
import { enterOwnNetwork, ip, OWN, ownNetworkMissing, type OwnNetwork } from '../../support/own-network.ts';

const missing = ownNetworkMissing();
const nftMissing = spawnSync('nft', ['--version']).status !== 0;
const never = new AbortController().signal;
const clock = systemClock();
const openFiles = (): number => readdirSync('/proc/self/fd').length;
const noLibc: typeof openLibc = () => Promise.resolve({ ok: false, why: 'none here' });

const opened: NodeSocket[] = [];
const open = async (port: number, host: string): Promise<NodeSocket> => {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  opened.push(socket);
  await new Promise<void>((resolve) => socket.bind(port, host, resolve));
  return socket;
};
afterEach(async () => {
  for (const socket of opened.splice(0)) await new Promise<void>((resolve) => socket.close(() => resolve()));
});
const request = (port: number, more: Partial<GroupRequest> = {}): GroupRequest => ({
  address: '127.0.0.1',
  port,
  payload: Buffer.from('who is there?'),
  timeout: 5_000,
  most: 1,
  ...more,
});
const told = (seen: NetResult<GroupAnswers>): readonly string[] =>
  seen.ok ? seen.answers.map(({ from, payload }) => `${from} ${Buffer.from(payload).toString()}`) : [seen.detail];

describe.each([
  ['libc', openLibc],
  ['Node', noLibc],
] as const)('a question to many by a socket of %s', (_, libc) => {
  const ask = (to: GroupRequest, binding: Binding = {}, signal = never): Promise<NetResult<GroupAnswers>> =>
    askGroup(to, binding, { clock, openLibc: libc }, signal);

  it.each(['127.0.0.1', '::1'])('is answered by whoever likes, from any port: %s', async (address) => {
    const asked = await open(0, address);
    const other = await open(0, address);
    asked.on('message', (_bytes, { port }) => other.send('I am', port, address));
    expect(told(await ask(request(asked.address().port, { address })))).toEqual([`${address} I am`]);
  });
  it('tells the same answer of one sender once, and eight of one at most', async () => {
    const [asked, other] = [await open(0, '127.0.0.1'), await open(0, '127.0.0.2')];
    asked.on('message', (_bytes, { port }) => {
      for (let i = 0; i < 20; i += 1) asked.send(`I am ${i}`, port);
      asked.send('I am 0', port);
      asked.send(`long${'x'.repeat(1_497)}`, port);
      // When all of that has come.
      setTimeout(() => {
        for (let i = 0; i < 3; i += 1) other.send('and I', port, '127.0.0.1');
        other.send('and I, too', port, '127.0.0.1');
      }, 50);
    });
    const seen = told(await ask(request(asked.address().port, { most: 10 })));
    const ofOne = Array.from({ length: 8 }, (_, i) => `127.0.0.1 I am ${i}`);
    expect(seen).toEqual([...ofOne, '127.0.0.2 and I', '127.0.0.2 and I, too']);
  });
  it('is over when enough have answered, or when so many have said nothing new', async () => {
    const asked = await open(0, '127.0.0.1');
    asked.on('message', (_bytes, { port }) => {
      for (let i = 0; i < 3; i += 1) asked.send(`I am ${i}`, port);
    });
    expect(told(await ask(request(asked.address().port, { most: 2 })))).toEqual([
      '127.0.0.1 I am 0',
      '127.0.0.1 I am 1',
    ]);
    const chatty = await open(0, '127.0.0.1');
    chatty.on('message', (_bytes, { port }) => {
      let left = 200;
      const more = (): void => {
        left -= 1;
        if (left > 0) chatty.send('I am', port, '127.0.0.1', more);
      };
      more();
    });
    const seen = await ask(request(chatty.address().port, { most: 200, timeout: 15_000 }));
    expect(told(seen)).toEqual(['127.0.0.1 I am']);
  });
  it('may have no answer, is over at its time and at an abort, and leaves nothing open', async () => {
    const asked = await open(0, '127.0.0.1');
    const { port } = asked.address();
    await ask(request(port, { timeout: 5 }));
    const before = openFiles();
    expect(await ask(request(port, { timeout: 30 }))).toEqual({ ok: true, answers: [] });
    expect(await ask(request(9, { timeout: 30 }))).toEqual({ ok: true, answers: [] });
    const stop = new AbortController();
    const asking = ask(request(port), {}, stop.signal);
    setTimeout(() => stop.abort(), 20);
    expect(await asking).toMatchObject({ ok: false, reason: 'cancelled' });
    expect(await ask(request(port), {}, stop.signal)).toMatchObject({ ok: false, reason: 'cancelled' });
    expect(openFiles()).toBe(before);
  });
  it('cannot be asked from an address that this machine does not have', async () => {
    expect(await ask(request(9), { source: '192.0.2.1' })).toMatchObject({ ok: false, reason: 'no-route' });
  });
  it('goes to a numeric address and is of a bounded size, or it is a mistake in the code', async () => {
    await expect(ask(request(9, { address: 'localhost' }))).rejects.toThrow(TypeError);
    await expect(ask(request(9, { payload: new Uint8Array(1_501) }))).rejects.toThrow(RangeError);
  });
});

it('wants libc to be asked by more than a source', async () => {
  const seen = await askGroup(request(9), { device: 'lo' }, { clock, openLibc: noLibc }, never);
  const detail = 'a group cannot be asked by a device here, only from a source (none here)';
  expect(seen).toEqual({ ok: false, reason: 'unsupported', detail });
});

/** A member of both groups, on the router. */
const MEMBER = `
for (const [type, group, own] of [['udp4', '239.255.255.250', '${OWN[4].router}'], ['udp6', 'ff02::c', '::%v1']]) {
  const socket = require('dgram').createSocket({ type, ipv6Only: type === 'udp6' });
  socket.on('message', (_, { address, port }) => socket.send('a member', port, address));
  socket.bind(1900, () => {
    socket.addMembership(group, own);
    console.log(type);
  });
}`;
/** Hears only what may go two hops. */
const RULES = `table inet pl { chain in { type filter hook input priority 0;
  ip daddr 239.255.255.250 ip ttl != 2 drop
  ip6 daddr ff02::c ip6 hoplimit != 2 drop
}
}
`;

describe.skipIf(missing !== undefined || nftMissing)(`a multicast group (${missing ?? 'root, nft'})`, () => {
  let network: OwnNetwork | undefined;
  let member: ChildProcess | undefined;
  beforeAll(async () => {
    network = await enterOwnNetwork();
    const inside = `--net=${network.router}`;
    execFileSync('nsenter', [inside, 'nft', '-f', '-'], { input: RULES });
    const stdio = ['ignore', 'pipe', 'inherit'] as const;
    member = spawn('nsenter', [inside, process.execPath, '-e', MEMBER], { stdio: [...stdio] });
    let said = '';
    for await (const bytes of member.stdout ?? []) {
      said += String(bytes);
      if (said.includes('udp4') && said.includes('udp6')) break;
    }
  });
  afterAll(() => {
    member?.kill();
    network?.close();
  });

  it.each([
    ['libc, by a device', 4, openLibc, { device: 'v0' }, '239.255.255.250'],
    ['libc, from a source', 4, openLibc, { source: OWN[4].local }, '239.255.255.250'],
    ['Node, from a source', 4, noLibc, { source: OWN[4].local }, '239.255.255.250'],
    ['libc, by a device', 6, openLibc, { device: 'v0', source: OWN[6].local }, 'ff02::c'],
    ['libc, in a zone', 6, openLibc, { source: OWN[6].local }, 'ff02::c%v0'],
    ['Node, in a zone', 6, noLibc, { source: OWN[6].local }, 'ff02::c%v0'],
  ] as const)('is reached two hops far: %s, IPv%i', async (_, family, libc, binding, address) => {
    const seen = await askGroup(request(1_900, { address }), binding, { clock, openLibc: libc }, never);
    expect(told(seen)).toEqual([`${OWN[family].router} a member`]);
  });
  it('tells of a link-local member by which device it is one', async () => {
    const ask = request(1_900, { address: 'ff02::c%v0' });
    ip('address add fe80::77/64 dev v0 nodad');
    const more = ['ip', 'address', 'add', 'fe80::78/64', 'dev', 'v1', 'nodad'];
    execFileSync('nsenter', [`--net=${network?.router ?? ''}`, ...more]);
    for (const libc of [openLibc, noLibc]) {
      const [seen = ''] = told(await askGroup(ask, { source: 'fe80::77%v0' }, { clock, openLibc: libc }, never));
      expect(seen).toMatch(/^fe80::[^ ]+%v0 a member$/);
    }
  });
  it('cannot be asked where there is no way', async () => {
    const ask = request(1_900, { address: '239.255.255.250' });
    const of = (binding: Binding, libc = openLibc) => askGroup(ask, binding, { clock, openLibc: libc }, never);
    expect(await of({ device: 'none' })).toMatchObject({ ok: false, reason: 'no-route' });
    expect(await of({})).toMatchObject({ ok: false, reason: 'no-route' });
    expect(await of({}, noLibc)).toMatchObject({ ok: false, reason: 'no-route' });
  });
});
