import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';

import { array, assert, integer, property, record, uint8Array } from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import { certificateParts } from '../../../src/wire/tls/certificate.ts';
import { objectIdentifier } from '../../../src/wire/tls/der.ts';
import { issue, type Issued } from '../../support/pki.ts';

describe('what Node does not tell of a certificate', () => {
  let one: Issued;
  beforeAll(async () => {
    one = await issue({ name: 'site.test', names: ['site.test', '*.site.test', '192.0.2.1'], mustStaple: true });
  });
  it('is read from it', () => {
    expect(certificateParts(one.der)).toEqual({
      signature: 'ecdsa-with-SHA256',
      isWeaklySigned: false,
      names: ['site.test', '*.site.test', '192.0.2.1'],
      mustStaple: true,
    });
  });
  it.each([
    ['SHA-1', 'sha1WithRSAEncryption', true],
    ['SHA-256', 'sha256WithRSAEncryption', false],
  ] as const)('has the signature by its name: %s', async (hash, signature, isWeaklySigned) => {
    const { der } = await issue({ name: 'site.test', rsa: 2_048, hash });
    expect(certificateParts(der)).toMatchObject({ signature, isWeaklySigned, mustStaple: false });
  });
  it('reads every authority that Node carries, each with a signature that has a name', () => {
    for (const pem of rootCertificates) {
      const { raw, subject } = new X509Certificate(pem);
      expect(certificateParts(raw)?.signature, subject).toMatch(/^[a-zA-Z]/);
    }
  });
  it('takes ten thousand names', async () => {
    const names = Array.from({ length: 10_000 }, (_, i) => `${i}.test`);
    expect(certificateParts((await issue({ name: 'many.test', names })).der)?.names).toEqual(names);
  });
  it('is undefined where it is none, and nothing throws', () => {
    expect(certificateParts(new Uint8Array())).toBeUndefined();
    assert(
      property(
        array(record({ place: integer({ min: 0, max: 600 }), byte: integer({ min: 0, max: 255 }) }), { maxLength: 8 }),
        integer({ min: 0, max: 700 }),
        (changes, length) => {
          const changed = Uint8Array.from(one.der.subarray(0, length));
          for (const { place, byte } of changes) if (place < changed.length) changed[place] = byte;
          const parts = certificateParts(changed);
          if (length < one.der.length) expect(parts).toBeUndefined();
        },
      ),
      { numRuns: 3_000 },
    );
    assert(property(uint8Array({ maxLength: 300 }), (bytes) => void certificateParts(bytes)));
  });
});

describe('an object identifier', () => {
  it.each([
    ['2a864886f70d01010b', '1.2.840.113549.1.1.11'],
    ['2b06010505070118', '1.3.6.1.5.5.7.1.24'],
    ['883703', '2.999.3'],
    ['', '0.0'],
  ])('%s is %s', (bytes, text) => {
    expect(objectIdentifier(Buffer.from(bytes, 'hex'))).toBe(text);
  });
});
