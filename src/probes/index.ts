import { address } from './address/address.ts';
import { egress } from './egress/egress.ts';
import { geoip } from './geoip/geoip.ts';
import { headers } from './headers/headers.ts';
import { homeName } from './home-name.ts';
import { hsts } from './hsts/hsts.ts';
import { mtu } from './mtu/mtu.ts';
import { ping } from './ping.ts';
import type { AnyProbe } from './probe.ts';
import { refusal } from './refusal/refusal.ts';
import { route } from './route/route.ts';
import { tcp } from './tcp.ts';
import { tls } from './tls/tls.ts';
import { uplink } from './uplink/uplink.ts';

/** Every probe that there is; the config, the command line and the api are made from this list. */
export const PROBES: readonly AnyProbe[] = [
  ping,
  tcp,
  route,
  mtu,
  uplink,
  egress,
  homeName,
  address,
  geoip,
  refusal,
  headers,
  hsts,
  tls,
];

export const probeNamed = (name: string): AnyProbe | undefined => PROBES.find((p) => p.name === name);
