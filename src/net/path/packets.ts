import { randomBytes } from 'node:crypto';

import type { Packets, PacketSeen, PacketsSeen } from '../../domain/ask.ts';
import { parseAddress } from '../../domain/address.ts';
import { COOKIE_BYTES, SECRET_BYTES } from '../echo/packet.ts';
import { Inbox } from '../libc/inbox.ts';
import { Poller } from '../libc/poller.ts';
import type { Binding } from '../net.ts';
import { ECHO_HEADER_BYTES } from '../../wire/icmp.ts';
import { headerBytes, Packet } from './packet.ts';
import { pollPause, type KernelParts } from './parts.ts';
import { Quotes } from './quotes.ts';

const MOST_PACKETS = 256;
const MOST_BYTES = 65_535;
/** Of what comes back: the headers and the cookie of what is quoted. */
const KEPT_BYTES = 128;
/** Opened in one go, before the rest of the process has its turn. */
const BATCH = 4;

/** Sends single packets and hears what becomes of each. */
export const askPackets = async (
  { libc, clock }: KernelParts,
  ask: Packets,
  binding: Binding,
  signal: AbortSignal,
): Promise<PacketsSeen> => {
  const to = parseAddress(ask.to);
  if (to === undefined) throw new TypeError(`not a numeric address: ${ask.to}`);
  check(ask, to.family);
  const secret = randomBytes(SECRET_BYTES);
  const inbox = new Inbox(libc, KEPT_BYTES);
  const poller = new Poller(libc, ask.sizes.length);
  const seen: PacketSeen[] = ask.sizes.map((bytes) => ({ bytes, outcome: 'not-sent', detail: 'cancelled' }));
  // Nothing clears DF of IPv6, which has none.
  const quotes = to.family === 4 && ask.df === 'set' ? new Quotes(libc, binding) : undefined;
  let out: Packet[] = [];
  let unsupported: string | undefined;
  const begun = clock.elapsed();
  let next = 0;
  const launch = (): void => {
    const packet = Packet.open(libc, { ask, to, binding, secret, number: next });
    if ('error' in packet) {
      const { code, detail } = packet.error;
      seen[next] = { bytes: ask.sizes[next] ?? 0, outcome: 'not-sent', detail };
      if (NO_SOCKET.has(code)) unsupported = detail;
    } else {
      packet.send(clock.elapsed());
      out.push(packet);
    }
    next += 1;
  };
  const settle = (): void => {
    for (const packet of poller.ready(out)) packet.read(inbox, clock.elapsed());
    for (const packet of out) {
      if (packet.seen === undefined && clock.elapsed() >= packet.sentAt + ask.timeout) packet.lose();
      if (packet.seen === undefined) continue;
      seen[packet.number] = withQuote(packet, packet.seen, quotes);
      packet.close();
    }
    out = out.filter((p) => p.seen === undefined);
  };
  while (!signal.aborted && (next < ask.sizes.length || out.length > 0)) {
    const isDue = (): boolean => next < ask.sizes.length && clock.elapsed() >= begun + next * ask.apart;
    for (let i = 0; i < BATCH && isDue(); i += 1) launch();
    settle();
    if (!isDue() && out.length === 0) await clock.sleep(begun + next * ask.apart - clock.elapsed(), signal);
    else await clock.sleep(isDue() ? 1 : pollPause(clock.elapsed() - (out.at(-1)?.sentAt ?? 0)), signal);
  }
  for (const packet of out) {
    packet.lose('cancelled');
    if (packet.seen !== undefined) seen[packet.number] = packet.seen;
    packet.close();
  }
  quotes?.close();
  return { kind: 'packets', packets: seen, ...(unsupported === undefined ? {} : { unsupported }) };
};

const withQuote = (packet: Packet, seen: PacketSeen, quotes: Quotes | undefined): PacketSeen => {
  if (seen.icmp === undefined) return seen;
  quotes?.read();
  const quotedDf = quotes?.dfOf((quote) => packet.isIn(quote));
  return quotedDf === undefined ? seen : { ...seen, quotedDf };
};

/** The system has no such socket for this process. */
const NO_SOCKET = new Set(['EACCES', 'EPERM', 'EAFNOSUPPORT', 'EPROTONOSUPPORT', 'EPROTOTYPE']);

const check = (ask: Packets, family: 4 | 6): void => {
  const least = headerBytes(family) + ECHO_HEADER_BYTES + COOKIE_BYTES;
  if (ask.sizes.length > MOST_PACKETS) throw new RangeError(`${ask.sizes.length} packets, not ${MOST_PACKETS} at most`);
  for (const bytes of ask.sizes) {
    if (bytes < least || bytes > MOST_BYTES)
      throw new RangeError(`a packet of ${bytes} bytes, not in ${least} to ${MOST_BYTES}`);
  }
};
