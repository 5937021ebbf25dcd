import { canonicalAddress, unmapped } from '../domain/address.ts';
import type { Binding } from '../net/net.ts';
import type { UsageProblem } from './args.ts';

const VIA = 'source=ADDRESS, device=NAME, mark=NUMBER, namespace=NAME or vrf=DEVICE';
/** Linux: fewer than 16 bytes, no slash, no space (dev_valid_name). */
const DEVICE = /^(?!\.{1,2}$)[^\s/:]{1,15}$/;

/** `--via source=…|device=…|mark=…|namespace=…|vrf=…`, each at most once. */
export const readVia = (
  texts: readonly string[],
): { readonly binding: Binding; readonly problems: readonly UsageProblem[] } => {
  const binding: { -readonly [K in keyof Binding]: Binding[K] } = {};
  const problems: UsageProblem[] = [];
  for (const text of texts) {
    const [key = '', given = ''] = text.split(/=(.*)/s);
    const source = key === 'source' ? canonicalAddress(given) : undefined;
    const mark = key === 'mark' && /^(?:0x[0-9a-f]{1,8}|\d{1,10})$/i.test(given) ? Number(given) : undefined;
    if (Object.hasOwn(binding, key)) problems.push({ what: `--via ${key} more than once`, expected: 'one of each' });
    else if (source !== undefined) binding.source = unmapped(source);
    else if ((key === 'device' || key === 'vrf') && DEVICE.test(given)) binding[key] = given;
    else if (key === 'namespace' && /^(?!\.{1,2}$)[\w./-]{1,200}$/.test(given)) binding.namespace = given;
    else if (mark !== undefined && mark <= 0xffff_ffff) binding.mark = mark;
    else problems.push({ what: `--via ${text}`, expected: VIA });
  }
  return { binding, problems };
};

/** The binding as one text, for the subject; undefined when it is empty. */
export const viaText = ({ source, device, mark, namespace, vrf }: Binding): string | undefined => {
  const parts = [
    ...(source === undefined ? [] : [`source=${source}`]),
    ...(device === undefined ? [] : [`device=${device}`]),
    ...(mark === undefined ? [] : [`mark=${mark}`]),
    ...(namespace === undefined ? [] : [`namespace=${namespace}`]),
    ...(vrf === undefined ? [] : [`vrf=${vrf}`]),
  ];
  return parts.length === 0 ? undefined : parts.join(',');
};

/** `HOST:PORT`, `[IPV6]:PORT`, `:PORT` or `PORT`; loopback where no host is given. Undefined when it is none. */
export const readListen = (text: string): { readonly host: string; readonly port: number } | undefined => {
  const found = /^(?:(?:\[([^\]]+)\]|([^:[\]]*)):)?(\d{1,5})$/.exec(text);
  const port = Number(found?.[3]);
  if (found === null || port > 65_535) return undefined;
  const v6 = found[1] === undefined ? undefined : canonicalAddress(found[1]);
  if (found[1] !== undefined && v6?.includes(':') !== true) return undefined;
  const host = v6 ?? (found[2] === undefined || found[2] === '' ? '127.0.0.1' : found[2]);
  return /^[\w.:%-]+$/.test(host) ? { host, port } : undefined;
};
