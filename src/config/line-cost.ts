import { familyOf } from '../domain/address.ts';
import { DAY } from '../domain/time.ts';
import { lookEvery } from '../probes/egress/schedule.ts';
import type { PaceWord } from '../probes/probe.ts';
import { MTU_BYTES } from '../probes/uplink/path-mtu.ts';
import { dnsEvery, echoEvery, mtuEvery, type Rates } from '../probes/uplink/schedule.ts';
import type { RefusingSite, Uplink } from './config.ts';

/** IP packets, there and back: an echo of 56 bytes, a DNS query for the root's name servers, a STUN exchange. */
const ECHO = { 4: 2 * 84, 6: 2 * 104 } as const;
const DNS = { 4: 45 + 267, 6: 65 + 287 } as const;
const STUN = { 4: 48 + 80, 6: 68 + 112 } as const;
const MONTH = 30 * DAY;
/** What is asked about the addresses (probes/address/, probes/geoip/), at most a day: certificates, a registry, lists. */
const ADDRESSES_A_DAY = 50_000;
const ADDRESSES_A_DAY_UNMETERED = 100_000;
/** A page that tells whether it refuses is read so far, once a day (probes/refusal/). */
const PAGE = 512 * 1_024;

/** Bytes that watching this line costs in 30 days, on the line itself: while it is live, and while it stands by. */
export const lineCost = (
  uplink: Pick<Uplink, 'anchors' | 'resolver' | 'metered' | 'every' | 'recognised' | 'reachable'>,
  /** How many pages are asked over it whether they refuse. */
  pages = 0,
): { readonly live: number; readonly standby: number } => {
  const { anchors, resolver, metered, every, reachable } = uplink;
  const rates: Rates = { ...every, metered };
  const echo = anchors.reduce((sum, a) => sum + ECHO[familyOf(a) ?? 4], 0) / Math.max(1, anchors.length);
  const at = (pace: PaceWord): number => {
    const mtu = mtuEvery(pace, rates);
    return Math.round(
      (MONTH / echoEvery(pace, rates)) * echo +
        (resolver === undefined ? 0 : (MONTH / dnsEvery(pace, rates)) * DNS[familyOf(resolver) ?? 4]) +
        (mtu === undefined ? 0 : (MONTH / mtu) * MTU_BYTES) +
        (MONTH / lookEvery(pace, metered)) * STUN[4] +
        (MONTH / DAY) * ((metered ? ADDRESSES_A_DAY : ADDRESSES_A_DAY_UNMETERED) + pages * PAGE),
    );
  };
  // Nothing is sent over a line that cannot be reached by itself; while it is live it carries what `internet` sends.
  return reachable ? { live: at('live'), standby: at('standby') } : { live: 0, standby: 0 };
};

const MEGA = 1_000_000;
const megabytes = (bytes: number): string => `${(bytes / MEGA).toFixed(bytes < 10 * MEGA ? 1 : 0)} MB`;
/** For a person: `5g, metered, 46 MB a month on standby, 460 MB while live`. */
export const lineCostText = (uplink: Uplink, refusing: readonly RefusingSite[] = []): string => {
  const pages = refusing.filter(({ lines }) => lines === undefined || lines.includes(uplink.name)).length;
  const { live, standby } = lineCost(uplink, pages);
  const what = `${uplink.kind}${uplink.metered ? ', metered' : ''}`;
  if (!uplink.reachable) return `${what}, watched only while it is live`;
  return `${what}, watching it takes ${megabytes(standby)} a month on standby, ${megabytes(live)} while live`;
};
