import { z } from 'zod';

import { canonicalAddress, parseAddress, scopeOf } from '../domain/address.ts';
import { isHostName } from '../net/resolve.ts';

/** Of each list: nobody needs more to be sure. */
export const MOST_PLACES = 6;

const NUMERIC = 'a numeric address';
export const numericAddress = z
  .string({ error: NUMERIC })
  .transform((text, ctx): string => {
    const address = canonicalAddress(text);
    if (address !== undefined) return address;
    ctx.issues.push({ code: 'custom', message: NUMERIC, input: text });
    return z.NEVER;
  })
  .meta({ description: NUMERIC });

/** A list of one to six, or the same as one text with commas, as a command line has it. */
const listOf = <T>(item: z.ZodType<T, string>, what: string) => {
  const error = `${what}, 1 to ${MOST_PLACES}`;
  return z.preprocess(
    (given) => (typeof given === 'string' ? given.split(',').map((part) => part.trim()) : given),
    z.array(item, { error }).min(1, { error }).max(MOST_PLACES, { error }),
  );
};
const ASKABLE = 'the address of a machine, not of all, none or a group of them';
/** Where an answer says something: nothing unspecified, multicast or broadcast. */
export const askable = numericAddress.refine(
  (text) => !/^(0\.|255\.255\.255\.255$|::$)/.test(text) && scopeOf(text) !== 'multicast',
  { error: ASKABLE },
);
export const addressList = listOf(askable, 'a list of numeric addresses');

const PLACE = 'a host name or address with a port, such as stun.example.org:3478 or "[2001:db8::1]:3478"';
export interface Place {
  readonly host: string;
  readonly port: number;
}
/** `host:port`, `[::1]:port`. */
export const readPlace = (text: string): Place | undefined => {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2] ?? '';
  const port = Number(match?.[3]);
  if (match === null || port < 1 || port > 65_535) return undefined;
  const right = match[1] === undefined ? isHostName(host) || parseAddress(host) !== undefined : host.includes(':');
  return right && (match[1] === undefined || parseAddress(host) !== undefined) ? { host, port } : undefined;
};
const place = z.string({ error: PLACE }).refine((text) => readPlace(text) !== undefined, { error: PLACE });
export const placeList = listOf(place, 'a list of host names or addresses with a port');

const PAGE = 'an address that begins with https:// or http://, without user or password';
export const page = z.string({ error: PAGE }).refine(
  (text) => {
    const url = /^https?:\/\/[!-~]{1,1000}$/.test(text) && URL.canParse(text) ? new URL(text) : undefined;
    return url !== undefined && url.username === '' && url.password === '';
  },
  { error: PAGE },
);
export const pageList = listOf(page, 'a list of web addresses');
