import { randomBytes } from 'node:crypto';

import { SECOND, type Millis } from '../../domain/time.ts';
import { childSignal } from '../../net/child-signal.ts';
import type { Family, NetResult } from '../../net/net.ts';
import { bindingRequest, readStunAnswer, TRANSACTION_BYTES } from '../../wire/stun.ts';
import type { Names } from '../egress/ask-who.ts';
import { readPlace } from '../places.ts';
import type { Context } from '../probe.ts';

type Asking = Pick<Context, 'net' | 'clock' | 'signal'>;

/** How one port of this machine was seen by one server. */
export interface SeenFrom {
  /** As it is named: `host:port`. */
  readonly server: string;
  readonly address: string;
  readonly port: number;
}
export interface Mapping {
  /** Of this machine. */
  readonly local: { readonly address: string; readonly port: number };
  readonly kind: 'none' | 'endpoint-independent' | 'varies';
  readonly seen: readonly [SeenFrom, SeenFrom];
}

/** One after the other, for a port is one socket's at a time. */
const TRIES: readonly Millis[] = [500, 1_000];
const WITHIN: Millis = 6 * SECOND;
const WANTED = 2;

/**
 * What a NAT makes of one port towards two places (RFC 4787, 4.1; as RFC 5780, 4.3, asks, with two servers in the place of
 * two addresses of one). Undefined: not two servers at different addresses answer. A NAT that keeps the port where it is
 * free, as Linux does, looks endpoint-independent here, and mostly is as good.
 */
export const askMapping = async (
  servers: readonly string[],
  family: Family,
  names: Names,
  { net, clock, signal }: Asking,
): Promise<Mapping | undefined> => {
  const { signal: within, end } = childSignal(signal);
  const limit = clock.sleep(WITHIN, within).then(end);
  try {
    return await compare(servers, family, names, { net, clock, signal: within });
  } finally {
    end();
    await limit;
  }
};

const compare = async (
  servers: readonly string[],
  family: Family,
  names: Names,
  asking: Asking,
): Promise<Mapping | undefined> => {
  const asked = new Set<string>();
  const seen: SeenFrom[] = [];
  let local: Mapping['local'] | undefined;
  for (const server of servers) {
    const place = readPlace(server);
    const found = place === undefined ? undefined : await names.address(place.host, family, asking);
    if (place === undefined || found?.ok !== true || asked.has(found.address)) continue;
    const told = await askFrom(found.address, place.port, local?.port, asking);
    if (asking.signal.aborted) return undefined;
    if (!told.ok) continue;
    asked.add(found.address);
    // Another way out (several routes to the world): that is not one port towards two places.
    if (local !== undefined && told.local.address !== local.address) return undefined;
    local = told.local;
    seen.push({ server, ...told.mapped });
    const [first, second] = seen;
    if (seen.length === WANTED && first !== undefined && second !== undefined)
      return { local, kind: kindOf(local, first, second), seen: [first, second] };
  }
  return undefined;
};
const kindOf = (local: Mapping['local'], first: SeenFrom, second: SeenFrom): Mapping['kind'] => {
  if (first.address !== second.address || first.port !== second.port) return 'varies';
  return first.address === local.address && first.port === local.port ? 'none' : 'endpoint-independent';
};

interface Told {
  readonly local: Mapping['local'];
  readonly mapped: { readonly address: string; readonly port: number };
}
const askFrom = async (
  address: string,
  port: number,
  sourcePort: number | undefined,
  { net, signal }: Asking,
): Promise<NetResult<Told>> => {
  let failed: NetResult<Told> = { ok: false, reason: 'timeout', detail: 'no answer' };
  for (const timeout of TRIES) {
    const transaction = randomBytes(TRANSACTION_BYTES);
    const isAnswer = (bytes: Uint8Array): boolean => readStunAnswer(bytes, transaction)?.kind === 'mapped';
    const from = sourcePort === undefined ? {} : { sourcePort };
    const request = { address, port, payload: bindingRequest(transaction), timeout, isAnswer, ...from };
    const answered = await net.datagram(request, signal);
    const said = answered.ok ? readStunAnswer(answered.payload, transaction) : undefined;
    if (answered.ok && said?.kind === 'mapped') {
      const local = { address: answered.source, port: answered.sourcePort };
      return { ok: true, local, mapped: { address: said.address, port: said.port } };
    }
    if (!answered.ok) failed = answered;
    if (!answered.ok && answered.reason !== 'timeout') break;
  }
  return failed;
};
