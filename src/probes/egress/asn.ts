import { isPublic, parseAddress } from '../../domain/address.ts';
import { askDns } from '../../net/dns.ts';
import { backwards } from '../../wire/dns-name.ts';
import type { Context } from '../probe.ts';

export interface Asn {
  readonly asn: number;
  readonly asName?: string;
}
/** Team Cymru's table of who announces what, by DNS (https://www.team-cymru.com/ip-asn-mapping). */
const ZONE = 'asn.cymru.com';
const TRIES = { at: [0, 700], within: 1_500 };
const REMEMBERED = 32;
const NAME_LENGTH = 80;

/** Where an address is asked for. */
export const originName = (text: string): string | undefined => {
  const address = parseAddress(text);
  if (address === undefined) return undefined;
  return `${backwards(address)}.${address.family === 4 ? 'origin' : 'origin6'}.${ZONE}`;
};
/** `3320 | 80.128.0.0/11 | DE | ripencc | 2000-09-13`: of several that announce it the first. */
export const originOf = (texts: readonly string[]): number | undefined => {
  const asn = Number(/^(\d{1,10})\b/.exec(texts[0] ?? '')?.[1]);
  return asn >= 1 && asn <= 0xffff_ffff ? asn : undefined;
};
/** `3320 | DE | ripencc | 1995-06-30 | DTAG Deutsche Telekom AG, DE` */
export const nameOf = (texts: readonly string[]): string | undefined => {
  const name = texts[0]?.split('|')[4]?.trim().slice(0, NAME_LENGTH);
  return name === '' ? undefined : name;
};

/** Which autonomous system an address belongs to, asked of the resolvers in turn, and remembered. */
export class AsnLookUp {
  readonly #resolvers: readonly string[];
  readonly #known = new Map<string, Asn>();

  constructor(resolvers: readonly string[]) {
    this.#resolvers = resolvers;
  }
  known(address: string): Asn | undefined {
    return this.#known.get(address);
  }
  /** Undefined: nobody could tell, or the address is no public one. */
  async find(address: string, ctx: Pick<Context, 'net' | 'clock' | 'signal'>): Promise<Asn | undefined> {
    const known = this.#known.get(address);
    const name = isPublic(address) ? originName(address) : undefined;
    if (known !== undefined || name === undefined) return known;
    const asn = originOf(await this.#texts(name, ctx));
    if (asn === undefined) return undefined;
    const asName = nameOf(await this.#texts(`AS${asn}.${ZONE}`, ctx));
    const found = { asn, ...(asName === undefined ? {} : { asName }) };
    this.#known.set(address, found);
    const [oldest] = this.#known.keys();
    if (this.#known.size > REMEMBERED && oldest !== undefined) this.#known.delete(oldest);
    return found;
  }
  async #texts(
    name: string,
    { net, clock, signal }: Pick<Context, 'net' | 'clock' | 'signal'>,
  ): Promise<readonly string[]> {
    for (const address of this.#resolvers) {
      const seen = await askDns({ net, clock }, { address }, { name, type: 'TXT' }, signal, TRIES);
      if (seen.ok) return seen.values;
      if (signal.aborted || seen.answered?.rcode === 3) return [];
    }
    return [];
  }
}
