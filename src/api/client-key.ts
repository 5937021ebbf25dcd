import { parseAddress } from '../domain/address.ts';

/** Whom an address stands for: IPv6 counts by /64, which one subscriber has at least; mapped IPv4 as IPv4. */
export const clientKey = (text: string): string => {
  const address = parseAddress(text.replace(/^::ffff:(?=\d+\.)/i, ''));
  if (address === undefined) return text;
  return address.bytes.subarray(0, address.family === 6 ? 8 : 4).join('.');
};
