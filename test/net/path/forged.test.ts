import { readFileSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { parseAddress } from '../../../src/domain/address.ts';
import type { PacketSeen } from '../../../src/domain/ask.ts';
import { Inbox } from '../../../src/net/libc/inbox.ts';
import { openLibc, type Libc } from '../../../src/net/libc/libc.ts';
import { IPPROTO_ICMP, SOCK_RAW } from '../../../src/net/libc/linux.ts';
import { Memory } from '../../../src/net/libc/memory.ts';
import { Socket } from '../../../src/net/libc/socket.ts';
import { Packet } from '../../../src/net/path/packet.ts';
import { checksum } from '../../../src/wire/checksum.ts';
import { askOf } from '../../support/ask.ts';
import { enterOwnNetwork, OWN, ownNetworkMissing, setting, type OwnNetwork } from '../../support/own-network.ts';

const missing = ownNetworkMissing();
const never = new AbortController().signal;
const [UDP, ICMP] = [17, 1];
const TOO_BIG = { type: 3, code: 4 };

/** An ICMP error with this next-hop MTU that quotes an IPv4 packet from here to `to`. */
const errorAbout = (mtu: number, to: string, protocol: number, quoted: readonly number[]): Uint8Array => {
  const bytes = new Uint8Array(8 + 20 + quoted.length);
  bytes.set([TOO_BIG.type, TOO_BIG.code, 0, 0, 0, 0, mtu >> 8, mtu & 0xff]);
  bytes.set([0x45, 0, 5, 0xdc, 0, 0, 0x40, 0, 63, protocol], 8);
  bytes.set([...OWN[4].local.split('.'), ...to.split('.')].map(Number), 20);
  bytes.set(quoted, 28);
  const sum = checksum(bytes);
  bytes.set([sum >> 8, sum & 0xff], 2);
  return bytes;
};
const two = (n: number): readonly number[] => [n >> 8, n & 0xff];
/** The local port, or the echo identifier, of the one socket that is connected to `OWN[4].silent`. */
const idOf = (table: 'udp' | 'icmp'): number => {
  const hex = Buffer.from(OWN[4].silent.split('.').toReversed().map(Number)).toString('hex').toUpperCase();
  const line = readFileSync(`/proc/net/${table}`, 'latin1')
    .split('\n')
    .find((l) => l.includes(` ${hex}:`));
  return Number.parseInt(line?.split(':')[2] ?? '', 16);
};

describe.skipIf(missing !== undefined)(`ICMP errors that somebody forges (${missing ?? 'root'})`, () => {
  let network: OwnNetwork | undefined;
  let libc: Libc;
  let forge: (bytes: Uint8Array) => void;
  beforeAll(async () => {
    network = await enterOwnNetwork();
    setting('ipv4/ping_group_range', '0 2147483647');
    const opened = await openLibc();
    if (!opened.ok) throw new Error(opened.why);
    libc = opened.libc;
    const socket = Socket.open(libc, { family: 4, type: SOCK_RAW, protocol: IPPROTO_ICMP, binding: {} });
    const here = parseAddress(OWN[4].local);
    if ('error' in socket || here === undefined) throw new Error('no raw socket');
    socket.connect(here, 0);
    forge = (bytes) => {
      const memory = new Memory(libc, bytes.length);
      memory.bytes.set(bytes);
      expect(socket.send(memory.address(), bytes.length)).toBeUndefined();
    };
  });
  afterAll(() => network?.close());

  /** What is told of a datagram to somebody silent, about which `forged` comes meanwhile. */
  const told = async (forged: (id: number) => readonly Uint8Array[]): Promise<PacketSeen | undefined> => {
    const asked = {
      kind: 'packets',
      protocol: 'udp',
      to: OWN[4].silent,
      sizes: [100],
      apart: 0,
      timeout: 150,
      df: 'set',
    } as const;
    const answer = askOf()(asked, {}, never);
    await expect.poll(() => idOf('udp')).toBeGreaterThan(0);
    for (const bytes of forged(idOf('udp'))) forge(bytes);
    return (await answer).packets[0];
  };
  const { silent, far } = OWN[4];
  const ports = (from: number): readonly number[] => [...two(from), ...two(33_434), 0, 80, 0, 0];
  const wrong = Array.from({ length: 32 }, () => 0x55);

  it('say nothing of UDP where they quote another flow, or not what was sent', async () => {
    const seen = await told((id) => [
      errorAbout(68, silent, UDP, ports(id ^ 1)),
      errorAbout(0, far, UDP, ports(id)),
      errorAbout(68, silent, UDP, [...ports(id), ...wrong]),
    ]);
    expect(seen).toEqual({ bytes: 100, outcome: 'lost' });
  });
  it('say nothing of an echo where they quote another, or not what was sent', async () => {
    const echo = (id: number, seq: number): readonly number[] => [8, 0, 0, 0, ...two(id), ...two(seq)];
    const [to, secret] = [parseAddress(silent), Uint8Array.of(9, 8, 7, 6, 5, 4, 3, 2)];
    if (to === undefined) throw new Error('no address');
    const ask = {
      kind: 'packets',
      protocol: 'echo',
      to: silent,
      sizes: [100],
      apart: 0,
      timeout: 1,
      df: 'set',
    } as const;
    const packet = Packet.open(libc, { ask, to, binding: {}, secret, number: 0 });
    if ('error' in packet) throw new Error(packet.error.detail);
    packet.send(0);
    const [id, seq] = [idOf('icmp'), 0x0706];
    const inbox = new Inbox(libc, 128);
    const heard = (bytes: Uint8Array): PacketSeen | undefined => {
      forge(bytes);
      packet.read(inbox, 1);
      return packet.seen;
    };
    expect(heard(errorAbout(68, silent, ICMP, echo(id ^ 1, seq)))).toBeUndefined();
    expect(heard(errorAbout(68, silent, ICMP, echo(id, seq ^ 1)))).toBeUndefined();
    expect(heard(errorAbout(68, far, ICMP, echo(id, seq)))).toBeUndefined();
    expect(heard(errorAbout(68, silent, ICMP, [...echo(id, seq), ...wrong]))).toBeUndefined();
    expect(heard(errorAbout(1_280, silent, ICMP, echo(id, seq)))).toMatchObject({
      outcome: 'too-big',
      icmp: { mtu: 1_280 },
    });
    packet.close();
  });
  it.each([0, 68])('are told as they are where nothing gives them away: an MTU of %i', async (mtu) => {
    const seen = await told((id) => [errorAbout(mtu, silent, UDP, ports(id))]);
    expect(seen).toMatchObject({ outcome: 'too-big', icmp: { from: OWN[4].local, ...TOO_BIG, mtu } });
  });
});
