import { array, assert, integer, property, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { DnsFrames, frameDns } from '../../src/wire/dns-frames.ts';

describe('messages over a connection', () => {
  it('have their length before them', () => {
    expect(frameDns(Uint8Array.of(7, 8, 9))).toEqual(Uint8Array.of(0, 3, 7, 8, 9));
  });
  it('come out as they went in, however they are cut, and empty ones too', () => {
    const messages = array(uint8Array({ maxLength: 600 }), { maxLength: 6 });
    assert(
      property(messages, array(integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 200 }), (all, cuts) => {
        const stream = Buffer.concat(all.map(frameDns));
        const frames = new DnsFrames();
        const seen: Uint8Array[] = [];
        let at = 0;
        for (let i = 0; at < stream.length; i += 1) {
          const size = i < cuts.length ? (cuts[i] ?? 0) : stream.length;
          seen.push(...frames.take(stream.subarray(at, at + size)));
          at += size;
        }
        expect(seen).toEqual(all);
      }),
    );
  });
});
