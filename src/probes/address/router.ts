import { familyOf, scopeOf } from '../../domain/address.ts';
import { SECOND, type Millis } from '../../domain/time.ts';
import { childSignal } from '../../net/child-signal.ts';
import type { Context } from '../probe.ts';
import type { Options } from './options.ts';
import type { View } from './outer.ts';
import { askNatPmp, askPcp } from './port-control.ts';
import type { AddressReport } from './report.ts';
import { askUpnp } from './upnp.ts';

type Asking = Pick<Context, 'net' | 'clock' | 'signal'>;
type Router = AddressReport['router'];

/** Of all of it. */
const WITHIN: Millis = 4 * SECOND;

/**
 * What the line's router says that its own outer address is, by NAT-PMP, PCP and UPnP: asked, nothing is ever mapped. It
 * is asked only in a private network (RFC 1918): beyond that it is the provider's.
 */
export const askRouter = async (
  { gateway: given, anchors }: Pick<Options, 'gateway' | 'anchors'>,
  { net, clock, signal }: Asking,
): Promise<Router> => {
  const named = given !== undefined && familyOf(given) === 4 ? { gateway: given } : undefined;
  const found = named ?? (await gatewayOf(anchors, { net, signal }));
  if ('why' in found) return { ...found, views: [] };
  if (scopeOf(found.gateway) !== 'private')
    return { ...found, views: [], why: 'the router is the provider’s, not one of this house' };
  const { gateway } = found;
  const { route } = await net.ask({ kind: 'route', to: gateway }, signal);
  if (route === undefined || route.isSelf) return { gateway, views: [], why: `there is no way to ${gateway}` };
  const { signal: within, end } = childSignal(signal);
  const limit = clock.sleep(WITHIN, within).then(end);
  const asking = { net, clock, signal: within };
  const views = await Promise.all([
    askNatPmp(gateway, asking),
    askPcp(gateway, route.source, asking),
    askUpnp(gateway, asking),
  ]);
  end();
  await limit;
  return { gateway, views: views.map((view) => (view.address === gateway ? innerView(view) : view)) };
};

/** Some say the address by which they are asked. */
const innerView = ({ by, product }: View): View => ({
  by,
  why: 'it says its inner address',
  ...(product === undefined ? {} : { product }),
});

/** The router by which IPv4 leaves; IPv6 needs no translation, and there is none to be asked about. */
const gatewayOf = async (
  anchors: readonly string[],
  { net, signal }: Pick<Asking, 'net' | 'signal'>,
): Promise<{ readonly gateway: string } | { readonly gateway?: string; readonly why: string }> => {
  const to = anchors.find((anchor) => familyOf(anchor) === 4);
  if (to === undefined) return { why: 'no IPv4 anchor is named, to whom the way could be looked up' };
  const { route, unsupported } = await net.ask({ kind: 'route', to }, signal);
  if (route === undefined) return { why: unsupported ?? 'there is no way out by IPv4' };
  const { gateway, device = 'a device of its own' } = route;
  if (gateway === undefined) return { why: `there is no router: packets leave by ${device}` };
  return { gateway };
};
