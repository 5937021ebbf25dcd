import { addressText } from '../domain/address.ts';

/** What a router says to a NAT-PMP request for its outer address (RFC 6886, 3.2). */
export type NatPmpAnswer =
  | {
      readonly kind: 'address';
      /** As it says, whatever that is: 0.0.0.0 where it has none. */
      readonly address: string;
      /** Since it lost its mappings, most often since it started (3.6). */
      readonly epochSeconds: number;
    }
  | { readonly kind: 'error'; readonly code: number; readonly reason: string };

/** Of PCP, too (RFC 6887, 19.4). */
export const NAT_PMP_PORT = 5351;
const [EXTERNAL_ADDRESS, ANSWER] = [0, 128] as const;
const UNSUPPORTED_VERSION = 1;
/** 3.5 */
const REASONS = [
  'success',
  'it does not speak this version',
  'it does not want to',
  'it has no network (no address of its own, perhaps)',
  'it is out of resources',
  'it does not know the question',
] as const;

/** Asks for the outer address. It changes nothing at the router. */
export const externalAddressRequest = (): Uint8Array => Uint8Array.of(0, EXTERNAL_ADDRESS);

/** The answer to that; undefined for anything else. A router that speaks PCP alone says so by another version (RFC 6887, 9). */
export const readNatPmpAnswer = (bytes: Uint8Array): NatPmpAnswer | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8) return undefined;
  const [version, opcode, code] = [view.getUint8(0), view.getUint8(1), view.getUint16(2)];
  if (version !== 0)
    return opcode === ANSWER && (code & 0xff) === UNSUPPORTED_VERSION ? errorOf(UNSUPPORTED_VERSION) : undefined;
  if (opcode !== ANSWER + EXTERNAL_ADDRESS) return undefined;
  if (code !== 0) return errorOf(code);
  if (bytes.length !== 12) return undefined;
  const address = addressText({ family: 4, bytes: bytes.slice(8, 12) });
  return { kind: 'address', address, epochSeconds: view.getUint32(4) };
};
const errorOf = (code: number): NatPmpAnswer => ({ kind: 'error', code, reason: REASONS[code] ?? `result ${code}` });
