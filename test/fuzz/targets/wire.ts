import assert from 'node:assert/strict';

import * as fc from 'fast-check';

import { addressText, canonicalAddress, parseAddress, scopeOf } from '../../../src/domain/address.ts';
import { emptyAncillary, readControl } from '../../../src/net/libc/control.ts';
import { readSockaddr, sockaddrBytes, writeSockaddr } from '../../../src/net/libc/sockaddr.ts';
import { CUT_SHORT, EchoPacket, NOT_OURS, readCookie } from '../../../src/net/echo/packet.ts';
import { checksum, fold16, sum16 } from '../../../src/wire/checksum.ts';
import { icmpReason, readEchoHeader, writeChecksum } from '../../../src/wire/icmp.ts';
import { ipv4HeaderBytes, notOneHost } from '../../../src/wire/ip.ts';
import { dnsQuery, readDnsAnswer } from '../../../src/wire/dns.ts';
import { readName, writeName } from '../../../src/wire/dns-name.ts';
import { readActionAnswer, readDescription } from '../../../src/wire/igd.ts';
import { readNatPmpAnswer } from '../../../src/wire/nat-pmp.ts';
import { readPcpAnswer } from '../../../src/wire/pcp.ts';
import { readSearchAnswer } from '../../../src/wire/ssdp.ts';
import { bindingRequest, readStunAnswer } from '../../../src/wire/stun.ts';
import { dnsAnswer, nameBytes, textBytes } from '../../support/dns-message.ts';
import { actionAnswer, actionFault, description, natPmpAnswer, pcpAnswer, searchAnswer } from '../../support/igd.ts';
import { stunAnswer, stunError } from '../../support/stun.ts';
import { anyBytes, bytesLike, textLike } from '../arbitraries.ts';
import { target, type Target } from '../target.ts';

const family = fc.constantFrom<(4 | 6)[]>(4, 6);
const SECRET = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]);
const packet = fc
  .record({ family, id: fc.nat(0xffff), link: fc.nat(0xffff_ffff), counter: fc.nat(0xffff_ffff), size: fc.nat(1_500) })
  .map(({ family, id, link, counter, size }) => {
    const made = new EchoPacket(new Uint8Array(24 + size), family, id, link, SECRET);
    made.number(counter);
    return made.bytes;
  });
const word = (n: number): readonly number[] => [n & 0xff, (n >>> 8) & 0xff, (n >>> 16) & 0xff, n >>> 24];
/** struct cmsghdr: mostly such as the kernel writes, of any length and kind. */
const controlMessage = fc
  .record({
    level: fc.oneof(fc.constantFrom(0, 1, 41), fc.nat()),
    type: fc.oneof(fc.constantFrom(2, 11, 25, 37, 40, 52), fc.nat()),
    body: anyBytes(64),
    off: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer() }),
  })
  .map(({ level, type, body, off }) => {
    const header = [16 + body.length + off, 0, level, type].flatMap(word);
    const bytes = new Uint8Array(header.length + Math.ceil(body.length / 8) * 8);
    bytes.set(header);
    bytes.set(body, header.length);
    return bytes;
  });
const control = fc
  .array(controlMessage, { maxLength: 6 })
  .map((all) => Uint8Array.from(all.flatMap((bytes) => [...bytes])));
const ADDRESSES = ['192.0.2.1', '::1', '2001:db8::1:0', 'fe80::1%eth0', '::ffff:192.0.2.1', '64:ff9b::192.0.2.33'];

const TRANSACTION = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
/** As servers answer: an address, or an error. */
const stun = fc.tuple(fc.constantFrom(...ADDRESSES), fc.nat(0xffff), fc.boolean()).map(([address, port, isError]) => {
  const request = bindingRequest(TRANSACTION);
  return isError ? stunError(request, 300 + (port % 400), 'no') : stunAnswer(request, address, port);
});

const DNS_QUESTION = { name: 'home.example', type: 'A' } as const;
const dns = fc
  .array(
    fc.record({
      type: fc.constantFrom(1, 5, 16),
      data: fc.oneof(
        anyBytes(8),
        fc.constantFrom(nameBytes('a.example'), textBytes('text'), Uint8Array.of(1, 2, 3, 4)),
      ),
    }),
    { maxLength: 5 },
  )
  .map((records) => dnsAnswer(dnsQuery(7, DNS_QUESTION), records));

const LOCATION = 'http://192.168.1.1:5000/igd.xml';
const routers = fc.constantFrom(
  natPmpAnswer('84.56.7.8'),
  pcpAnswer(),
  searchAnswer(LOCATION),
  ...[
    description('/control'),
    actionAnswer('GetStatusInfo', { NewConnectionStatus: 'Up' }),
    actionFault(501, 'no'),
  ].map((text) => Uint8Array.from(Buffer.from(text))),
);

export const wire: readonly Target[] = [
  target('checksum', [anyBytes(3_000), fc.nat(3_100), fc.nat(3_100)], (bytes, from, to) => {
    const sum = fold16(sum16(bytes, from, to));
    assert(sum >= 0 && sum <= 0xffff);
    if (bytes.length < 4) return;
    writeChecksum(bytes, 0);
    writeChecksum(bytes, checksum(bytes));
    assert.equal(checksum(bytes), 0);
  }),
  target(
    'icmp',
    [fc.oneof(anyBytes(80), bytesLike(packet)), fc.nat(90), fc.nat(1_600), family],
    (bytes, from, to, family) => {
      const header = readEchoHeader(bytes, from, to);
      assert.equal(header === undefined, to - from < 8 || to > bytes.length);
      if (header !== undefined) {
        assert(header.id <= 0xffff && header.seq <= 0xffff && header.type <= 255 && header.code <= 255);
        icmpReason(family, header.type, header.code);
      }
      const counter = readCookie(bytes, from, to, 1, SECRET);
      assert(counter === NOT_OURS || counter === CUT_SHORT || (counter >= 0 && counter <= 0xffff_ffff));
    },
  ),
  target('ip-header', [anyBytes(80), fc.nat(90), fc.nat(100)], (bytes, from, to) => {
    const length = ipv4HeaderBytes(bytes, from, to);
    assert(length === 0 || (length >= 20 && length <= 60 && from + length <= to));
    for (const [family, n] of [
      [4, 4],
      [6, 16],
    ] as const)
      if (bytes.length >= n) notOneHost({ family, bytes: bytes.subarray(0, n) });
  }),
  target(
    'control-messages',
    [fc.oneof(anyBytes(300), bytesLike(control)), fc.nat(40), fc.nat(600)],
    (bytes, from, length) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const out = emptyAncillary();
      readControl(view, from, length, out);
      const end = Math.min(bytes.length, from + length);
      assert(out.offenderEnd === 0 || (out.offenderAt > from && out.offenderEnd <= end));
      assert(out.offenderAt <= out.offenderEnd && out.ttl >= -1 && out.ttl <= 255);
      if (out.offenderEnd > 0) readSockaddr(view, out.offenderAt, out.offenderEnd);
    },
  ),
  target('sockaddr', [anyBytes(64), fc.nat(70), fc.nat(70), fc.nat(0xffff_ffff)], (bytes, at, end, scope) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const text = readSockaddr(view, at, end);
    if (text === undefined) return;
    const address = parseAddress(text);
    assert(address !== undefined, text);
    const own = new DataView(new ArrayBuffer(28));
    writeSockaddr(own, 0, address, scope);
    assert.equal(readSockaddr(own, 0, sockaddrBytes(address.family)), text);
  }),
  target('address', [textLike(ADDRESSES, [':', '::', '.', '%', 'ffff', '0'])], (text) => {
    const address = parseAddress(text);
    const canonical = canonicalAddress(text);
    assert.equal(address === undefined, canonical === undefined);
    assert.equal(scopeOf(text) === undefined, address === undefined);
    if (address === undefined || canonical === undefined) return;
    assert.equal(canonicalAddress(canonical), canonical);
    assert.equal(addressText(address), canonical);
    assert.equal(scopeOf(canonical), scopeOf(text));
  }),
  target('stun', [fc.oneof(anyBytes(1_500), bytesLike(stun))], (bytes) => {
    const said = readStunAnswer(bytes, TRANSACTION);
    if (said === undefined) return;
    if (said.kind === 'mapped') assert.equal(canonicalAddress(said.address), said.address);
    else assert(said.code >= 300 && said.code < 700 && said.reason.length <= 127);
  }),
  target('dns', [fc.oneof(anyBytes(1_500), bytesLike(dns))], (bytes) => {
    const said = readDnsAnswer(bytes, 7, DNS_QUESTION);
    if (said === undefined) return;
    assert(said.values.length <= 64 && said.values.every((v) => canonicalAddress(v) === v));
    assert((said.ttl ?? 0) >= 0);
  }),
  target('dns-name', [anyBytes(300), fc.nat(310)], (bytes, from) => {
    const read = readName(bytes, from);
    if (read === undefined) return;
    assert(read.end > from && read.end <= bytes.length);
    if (!read.name.includes('\\')) assert.equal(readName(writeName(read.name) ?? bytes, 0)?.name, read.name);
  }),
  target('router', [fc.oneof(anyBytes(1_500), bytesLike(routers))], (bytes) => {
    const outer = readNatPmpAnswer(bytes);
    if (outer?.kind === 'address') assert.equal(canonicalAddress(outer.address), outer.address);
    readPcpAnswer(bytes);
    const found = readSearchAnswer(bytes);
    if (found !== undefined) assert(URL.canParse(found.location) && found.location.length <= 400);
    const { connections = [], product = '' } = readDescription(bytes, LOCATION) ?? {};
    assert(connections.length <= 4 && product.length <= 80);
    for (const { control } of connections) assert.equal(new URL(control).protocol, 'http:');
    const said = readActionAnswer(bytes, 'GetStatusInfo');
    if (said?.kind === 'fault') assert(said.reason.length <= 80 && said.code <= 99_999);
  }),
];
