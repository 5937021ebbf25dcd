import { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';

import { Integer, ObjectIdentifier, OctetString, Sequence, Utf8String } from 'asn1js';
import {
  AttributeTypeAndValue,
  BasicConstraints,
  Certificate,
  CryptoEngine,
  Extension,
  GeneralName,
  GeneralNames,
  Time,
  TimeType,
} from 'pkijs';

const DAY = 86_400_000;
const engine = new CryptoEngine({ name: 'node', crypto: webcrypto as unknown as Crypto });

export interface CertificateSpec {
  readonly name: string;
  /** DNS names and addresses; its name where left out. */
  readonly names?: readonly string[];
  readonly isCa?: boolean;
  /** Days from now; from a day ago for 90 days where left out. */
  readonly from?: number;
  readonly days?: number;
  readonly hash?: 'SHA-1' | 'SHA-256';
  /** Bits of RSA; an EC key on P-256 where left out. */
  readonly rsa?: number;
  readonly mustStaple?: boolean;
  /** Says where its issuer's certificate is to be had. */
  readonly saysWhere?: boolean;
  /** An extension of so many bytes that says nothing. */
  readonly filler?: number;
}
export interface Issued {
  readonly certificate: string;
  readonly der: Uint8Array;
  /** PEM. */
  readonly key: string;
  readonly parts: { readonly certificate: Certificate; readonly keys: webcrypto.CryptoKeyPair };
}

/** Authority information access (RFC 5280, 4.2.2.1), one caIssuers. */
const WHERE = new Sequence({
  value: [
    new Sequence({
      value: [
        new ObjectIdentifier({ value: '1.3.6.1.5.5.7.48.2' }),
        new GeneralName({ type: 6, value: 'http://ca.test/issuer.der' }).toSchema(),
      ],
    }),
  ],
});
/** From 2050 on with four digits (RFC 5280, 4.1.2.5). */
const timeAt = (ms: number): Time =>
  new Time({
    type: new Date(ms).getUTCFullYear() < 2_050 ? TimeType.UTCTime : TimeType.GeneralizedTime,
    value: new Date(ms),
  });
let serial = 1_000;
/** A certificate as the spec wants it, right or wrong; signed by itself where nobody issues it. */
export const issue = async (spec: CertificateSpec, by?: Issued): Promise<Issued> => {
  const {
    name,
    names = [name],
    isCa = false,
    from = -1,
    days = 90,
    hash = 'SHA-256',
    rsa,
    mustStaple,
    saysWhere,
    filler,
  } = spec;
  const algorithm =
    rsa === undefined
      ? { name: 'ECDSA', namedCurve: 'P-256' }
      : { name: 'RSASSA-PKCS1-v1_5', modulusLength: rsa, publicExponent: Uint8Array.of(1, 0, 1), hash };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = new Certificate();
  certificate.version = 2;
  certificate.serialNumber = new Integer({ value: (serial += 1) });
  const said = new AttributeTypeAndValue({ type: '2.5.4.3', value: new Utf8String({ value: name }) });
  certificate.subject.typesAndValues.push(said);
  certificate.issuer.typesAndValues = by?.parts.certificate.subject.typesAndValues ?? [said];
  const start = Date.now() + from * DAY;
  certificate.notBefore = timeAt(start);
  certificate.notAfter = timeAt(start + days * DAY);
  const alternative = new GeneralNames({
    names: names.map((each) =>
      isIP(each) === 4
        ? new GeneralName({ type: 7, value: new OctetString({ valueHex: Uint8Array.from(each.split('.'), Number) }) })
        : new GeneralName({ type: 2, value: each }),
    ),
  });
  const extension = (extnID: string, value: ArrayBuffer, critical = false): Extension =>
    new Extension({ extnID, critical, extnValue: value });
  certificate.extensions = [
    extension('2.5.29.19', new BasicConstraints({ cA: isCa }).toSchema().toBER(), true),
    ...(names.length === 0 ? [] : [extension('2.5.29.17', alternative.toSchema().toBER())]),
    ...(mustStaple === true
      ? [extension('1.3.6.1.5.5.7.1.24', new Sequence({ value: [new Integer({ value: 5 })] }).toBER())]
      : []),
    ...(saysWhere === true ? [extension('1.3.6.1.5.5.7.1.1', WHERE.toBER())] : []),
    ...(filler === undefined
      ? []
      : [extension('1.3.6.1.4.1.99999.1', new OctetString({ valueHex: new Uint8Array(filler) }).toBER())]),
  ];
  await certificate.subjectPublicKeyInfo.importKey(keys.publicKey, engine);
  await certificate.sign((by?.parts.keys ?? keys).privateKey, hash, engine);
  const der = new Uint8Array(certificate.toSchema(true).toBER());
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  return { certificate: pem('CERTIFICATE', der), der, key: pem('PRIVATE KEY', key), parts: { certificate, keys } };
};

const pem = (label: string, bytes: Uint8Array): string => {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
};
