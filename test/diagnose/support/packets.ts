import type { Packets, PacketSeen, PacketsSeen } from '../../../src/domain/ask.ts';
import { HOSTS, type World } from './world.ts';

/** Single packets over the model's path. */
export const packetsIn = (world: World, ask: Packets): { readonly seen: PacketsSeen; readonly tookMs: number } => {
  const packets = ask.sizes.map((bytes, i) => packetIn(world, ask, bytes, world.now + i * ask.apart));
  const last = (packets.length - 1) * ask.apart;
  const waited = packets.some((p) => p.outcome === 'lost') ? ask.timeout : world.rtt;
  return { seen: { kind: 'packets', packets }, tookMs: packets.length === 0 ? 0 : last + waited };
};

const packetIn = (world: World, ask: Packets, bytes: number, at: number): PacketSeen => {
  const { model, rtt, family } = world;
  const { filters = [], ownMtu = 1_500 } = model;
  const [near, far] = world.routers();
  const lost: PacketSeen = { bytes, outcome: 'lost' };
  const exceeded = (from: string): PacketSeen =>
    filters.includes('time-exceeded')
      ? lost
      : { bytes, outcome: 'time-exceeded', rttMs: rtt, icmp: { from, type: 11, code: 0 } };
  const df = ask.df === 'set';
  if (df && bytes > ownMtu) return { bytes, outcome: 'too-big-here' };
  if (ask.ttl === 1) return exceeded(near);
  // In pieces from the start: each of them no larger than what this machine's link, or what it knows of the path, takes.
  const isCutHere = bytes > Math.min(world.home, ownMtu) && !df;
  if (isCutHere && filters.includes('fragments')) return lost;
  const there = world.cross('out', isCutHere ? Math.min(world.home, ownMtu) : bytes, df, at);
  if (typeof there === 'number') {
    world.home = Math.max(552, Math.min(world.home, there));
    return { bytes, outcome: 'too-big', rttMs: rtt, icmp: { from: near, type: 3, code: 4, mtu: there } };
  }
  if (there === 'lost') return lost;
  if (ask.ttl === 2) return exceeded(far);
  const isEcho = ask.protocol === 'echo';
  if (filters.includes(ask.protocol) || model.server === 'silent') return lost;
  if (isEcho && bytes > 500 && filters.includes('big-echo')) return lost;
  if (!isEcho) {
    world.udpTokens = Math.min(6, world.udpTokens + Math.max(0, at - world.udpAt) / 1_000);
    world.udpAt = Math.max(world.udpAt, at);
    if (world.udpTokens < 1) return lost;
    world.udpTokens -= 1;
    if (model.answersLost !== undefined && world.random() < model.answersLost) return lost;
  }
  // Linux sends an echo back without DF; a "port unreachable" is small.
  const isCutBack = isEcho && bytes > world.server;
  const back = world.cross('in', isEcho ? Math.min(bytes, world.server) : 100, family === 6 && isEcho, at);
  if (typeof back === 'number') world.server = Math.min(world.server, back);
  if (back === 'lost' || typeof back === 'number') return lost;
  const isPieces = isCutBack || back === 'pieces';
  if (isPieces && filters.includes('fragments')) return lost;
  return {
    bytes,
    outcome: 'arrived',
    rttMs: at < 600 && model.loadedMs !== undefined ? model.loadedMs : rtt,
    ttl: 62,
    ...(isPieces ? { fragmentBytes: Math.min(world.mtuOf('in'), world.server) } : {}),
    ...(isEcho ? {} : { icmp: { from: HOSTS[family], type: 3, code: 3 } }),
  };
};
