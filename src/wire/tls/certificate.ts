import {
  elementsOf,
  INTEGER,
  objectIdentifier,
  OBJECT_IDENTIFIER,
  OCTET_STRING,
  SEQUENCE,
  type Element,
} from './der.ts';

/** What Node does not tell of a certificate (RFC 5280, 4.1). */
export interface CertificateParts {
  /** `sha256WithRSAEncryption`; the object identifier where it has no name here. */
  readonly signature: string;
  /** It is signed by way of MD5 or SHA-1, so that another could have the same signature. */
  readonly isWeaklySigned: boolean;
  /** DNS names (as they are written) and addresses (canonical are those of IPv4 alone) that it is for. */
  readonly names: readonly string[];
  /** It asks that a staple be shown with it (RFC 7633). */
  readonly mustStaple: boolean;
}
const ALTERNATIVE_NAMES = '2.5.29.17';
const TLS_FEATURE = '1.3.6.1.5.5.7.1.24';
const STATUS_REQUEST = 5;
const DNS_NAME = 0x82;
const IP_ADDRESS = 0x87;
const EXTENSIONS = 0xa3;
const PSS = '1.2.840.113549.1.1.10';

const SIGNATURES = new Map([
  ['1.2.840.113549.1.1.2', 'md2WithRSAEncryption'],
  ['1.2.840.113549.1.1.4', 'md5WithRSAEncryption'],
  ['1.2.840.113549.1.1.5', 'sha1WithRSAEncryption'],
  ['1.3.14.3.2.29', 'sha1WithRSAEncryption'],
  ['1.2.840.113549.1.1.11', 'sha256WithRSAEncryption'],
  ['1.2.840.113549.1.1.12', 'sha384WithRSAEncryption'],
  ['1.2.840.113549.1.1.13', 'sha512WithRSAEncryption'],
  ['1.2.840.113549.1.1.14', 'sha224WithRSAEncryption'],
  ['1.2.840.10045.4.1', 'ecdsa-with-SHA1'],
  ['1.2.840.10045.4.3.1', 'ecdsa-with-SHA224'],
  ['1.2.840.10045.4.3.2', 'ecdsa-with-SHA256'],
  ['1.2.840.10045.4.3.3', 'ecdsa-with-SHA384'],
  ['1.2.840.10045.4.3.4', 'ecdsa-with-SHA512'],
  ['1.2.840.10040.4.3', 'dsa-with-sha1'],
  ['2.16.840.1.101.3.4.3.2', 'dsa-with-sha256'],
  ['1.3.101.112', 'Ed25519'],
  ['1.3.101.113', 'Ed448'],
  ['2.16.840.1.101.3.4.3.17', 'ML-DSA-44'],
  ['2.16.840.1.101.3.4.3.18', 'ML-DSA-65'],
  ['2.16.840.1.101.3.4.3.19', 'ML-DSA-87'],
]);
const HASHES = new Map([
  ['1.3.14.3.2.26', 'sha1'],
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
]);

/** Undefined: it is no certificate that is understood. */
export const certificateParts = (der: Uint8Array): CertificateParts | undefined => {
  try {
    const [toSign, algorithm] = within(elementsOf(der)[0], SEQUENCE);
    const signature = signatureOf(within(algorithm, SEQUENCE));
    const extensions = extensionsOf(within(toSign, SEQUENCE));
    return {
      signature,
      isWeaklySigned: /^(?:md\d|sha1|ecdsa-with-SHA1$|dsa-with-sha1$)|\bsha1$/.test(signature),
      names: namesIn(extensions.get(ALTERNATIVE_NAMES)),
      mustStaple: featuresIn(extensions.get(TLS_FEATURE)).includes(STATUS_REQUEST),
    };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

const within = (element: Element | undefined, tag: number): readonly Element[] => {
  if (element?.tag !== tag) throw new RangeError('another element was to be expected');
  return elementsOf(element.content);
};
const identifier = (element: Element | undefined): string =>
  element?.tag === OBJECT_IDENTIFIER ? objectIdentifier(element.content) : '';

const signatureOf = ([named, parameters]: readonly Element[]): string => {
  const id = identifier(named);
  if (id !== PSS) return SIGNATURES.get(id) ?? id;
  // Its hash is in its parameters, and SHA-1 where it is left out (RFC 4055, 3.1).
  const hash =
    parameters?.tag === SEQUENCE ? elementsOf(parameters.content).find(({ tag }) => tag === 0xa0) : undefined;
  const told = hash === undefined ? undefined : identifier(within(elementsOf(hash.content)[0], SEQUENCE)[0]);
  return `RSASSA-PSS with ${told === undefined ? 'sha1' : (HASHES.get(told) ?? told)}`;
};

/** By their identifiers; the first of those that are there twice, which none may be. */
const extensionsOf = (toSign: readonly Element[]): ReadonlyMap<string, Uint8Array> => {
  const found = new Map<string, Uint8Array>();
  const list = toSign.find(({ tag }) => tag === EXTENSIONS);
  if (list === undefined) return found;
  for (const extension of within(elementsOf(list.content)[0], SEQUENCE)) {
    const parts = within(extension, SEQUENCE);
    const value = parts.find(({ tag }) => tag === OCTET_STRING);
    const id = identifier(parts[0]);
    if (value !== undefined && !found.has(id)) found.set(id, value.content);
  }
  return found;
};

const namesIn = (value: Uint8Array | undefined): readonly string[] => {
  if (value === undefined) return [];
  return within(elementsOf(value)[0], SEQUENCE).flatMap(({ tag, content }) => {
    if (tag === DNS_NAME) return [Buffer.from(content).toString('latin1')];
    return tag === IP_ADDRESS ? (addressOf(content) ?? []) : [];
  });
};
const addressOf = (bytes: Uint8Array): string | undefined => {
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.length !== 16) return undefined;
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0));
  return groups.map((group) => group.toString(16)).join(':');
};
const featuresIn = (value: Uint8Array | undefined): readonly number[] =>
  value === undefined
    ? []
    : within(elementsOf(value)[0], SEQUENCE)
        .filter(({ tag, content }) => tag === INTEGER && content.length <= 2)
        .map(({ content }) => content.reduce((sum, byte) => sum * 256 + byte, 0));
