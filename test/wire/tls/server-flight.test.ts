import { createServer, connect, type TlsOptions } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { connect as connectTcp } from 'node:net';
import { Duplex } from 'node:stream';

import { array, assert, constantFrom, integer, property, record, uint8Array } from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import { groupName } from '../../../src/wire/tls/groups.ts';
import { expandLabel, recordKeys } from '../../../src/wire/tls/record-keys.ts';
import { recordsOf } from '../../../src/wire/tls/records.ts';
import { serverFlight } from '../../../src/wire/tls/server-flight.ts';
import { issue, type Issued } from '../../support/pki.ts';

interface Recorded {
  readonly bytes: Uint8Array;
  readonly secret: Uint8Array | undefined;
}
/** What a real server said from its first byte on. */
const recorded = async (options: TlsOptions): Promise<Recorded> => {
  const server = createServer(options, (socket) => socket.on('error', () => undefined).end());
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const tcp = connectTcp((server.address() as AddressInfo).port, '127.0.0.1');
  const heard: Buffer[] = [];
  tcp.on('data', (piece: Buffer) => heard.push(piece));
  const through = Duplex.from({ readable: tcp, writable: tcp });
  const secure = connect({ socket: through, rejectUnauthorized: false });
  let secret: Uint8Array | undefined;
  secure.on('keylog', (line) => {
    const [label, , hex = ''] = line.toString().trim().split(' ');
    if (label === 'SERVER_HANDSHAKE_TRAFFIC_SECRET') secret = Buffer.from(hex, 'hex');
  });
  await new Promise<void>((stood) => secure.once('secureConnect', stood));
  secure.on('error', () => undefined).destroy();
  tcp.destroy();
  await new Promise<void>((closed) => server.close(() => closed()));
  return { bytes: Buffer.concat(heard), secret };
};
const recordOf = (type: number, fragment: Uint8Array): Buffer =>
  Buffer.concat([Buffer.of(type, 3, 3, fragment.length >> 8, fragment.length & 0xff), fragment]);

describe('what a server says while TLS is set up', () => {
  let own: Issued;
  let middle: Issued;
  let chain: readonly Uint8Array[];
  let newest: Recorded;
  let older: Recorded;
  beforeAll(async () => {
    middle = await issue({ name: 'Middle', isCa: true });
    own = await issue({ name: 'site.test' }, middle);
    chain = [own.der, middle.der];
    const pair = { key: own.key, cert: own.certificate + middle.certificate };
    newest = await recorded({ ...pair, minVersion: 'TLSv1.3' });
    older = await recorded({ ...pair, maxVersion: 'TLSv1.2' });
  });
  const told = (flight: ReturnType<typeof serverFlight>) => ({
    ...flight,
    chain: flight.chain?.map((der) => Buffer.from(der).toString('hex')),
  });
  const hex = (): readonly string[] => chain.map((der) => Buffer.from(der).toString('hex'));

  it('is read with the secret of TLS 1.3, and without one that of TLS 1.2', () => {
    expect(told(serverFlight(newest.bytes, newest.secret))).toEqual({
      version: 0x0304,
      cipher: 0x1302,
      group: 0x001d,
      isRetried: false,
      chain: hex(),
    });
    expect(told(serverFlight(older.bytes, undefined))).toMatchObject({ version: 0x0303, group: 0x001d, chain: hex() });
    expect(serverFlight(newest.bytes, undefined).chain).toBeUndefined();
    expect(serverFlight(newest.bytes, Buffer.alloc(48)).chain).toBeUndefined();
  });
  it('is read however it is cut into records', () => {
    const plain: number[] = [];
    for (const { type, fragment } of recordsOf(older.bytes)) {
      if (type !== 22) break;
      plain.push(...fragment);
    }
    assert(
      property(array(integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 20 }), (sizes) => {
        const cut: Buffer[] = [];
        for (let at = 0, i = 0; at < plain.length; i += 1) {
          const size = sizes[i % sizes.length] ?? 1;
          cut.push(recordOf(22, Uint8Array.from(plain.slice(at, at + size))));
          at += size;
        }
        expect(told(serverFlight(Buffer.concat(cut), undefined)).chain).toEqual(hex());
      }),
      { numRuns: 30 },
    );
  });
  it('is never more than was said, and nothing throws, whatever is wrong with it', () => {
    const wrong = record({
      which: constantFrom('newest', 'older'),
      at: array(record({ place: integer({ min: 0, max: 3_000 }), byte: integer({ min: 0, max: 255 }) }), {
        maxLength: 6,
      }),
      length: integer({ min: 0, max: 3_000 }),
    });
    assert(
      property(wrong, ({ which, at, length }) => {
        const { bytes, secret } = which === 'newest' ? newest : older;
        const changed = Uint8Array.from(bytes.subarray(0, length));
        for (const { place, byte } of at) if (place < changed.length) changed[place] = byte;
        const flight = serverFlight(changed, secret);
        const size = (flight.chain ?? []).reduce((sum, der) => sum + der.length, 0);
        expect(size).toBeLessThanOrEqual(changed.length);
      }),
      { numRuns: 2_000 },
    );
    assert(
      property(uint8Array({ maxLength: 2_000 }), uint8Array({ maxLength: 64 }), (bytes, secret) => {
        serverFlight(bytes, secret);
        serverFlight(recordOf(22, bytes), secret);
      }),
    );
  });
  it.each([
    [0x11ec, 'X25519MLKEM768'],
    [0x0018, 'secp384r1'],
    [0xfe31, '0xfe31'],
  ])('names the group of a key share: %i', (number, name) => {
    const share = Buffer.of(0, 51, 0, 4, number >> 8, number & 0xff, 0, 0);
    const extensions = Buffer.concat([Buffer.of(0, 14, 0, 43, 0, 2, 3, 4), share]);
    const body = Buffer.concat([Buffer.of(3, 3), Buffer.alloc(32), Buffer.of(0, 0x13, 1, 0), extensions]);
    const { group = 0, version } = serverFlight(
      recordOf(22, Buffer.concat([Buffer.of(2, 0, 0, body.length), body])),
      undefined,
    );
    expect({ version, name: groupName(group) }).toEqual({ version: 0x0304, name });
  });
  it('ends at a message that is longer than any is', () => {
    const hello = Uint8Array.of(2, 0xff, 0xff, 0xff);
    const endless = Array.from({ length: 200 }, () => recordOf(22, new Uint8Array(16_000)));
    expect(serverFlight(Buffer.concat([recordOf(22, hello), ...endless]), undefined)).toEqual({ isRetried: false });
  });
});

describe('the keys of records', () => {
  it('are those of RFC 8448, 3', () => {
    const secret = Buffer.from('b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38', 'hex');
    expect(Buffer.from(expandLabel('sha256', secret, 'key', 16)).toString('hex')).toBe(
      '3fce516009c21727d0f2e4e86ee403bc',
    );
    expect(Buffer.from(expandLabel('sha256', secret, 'iv', 12)).toString('hex')).toBe('5d313eb2671276ee13000b30');
  });
  it('are none for a suite that is not known', () => {
    expect(recordKeys(0x1399, Buffer.alloc(32))).toBeUndefined();
  });
});
