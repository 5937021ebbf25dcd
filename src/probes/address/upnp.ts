import { scopeOf } from '../../domain/address.ts';
import { SECOND, type Millis } from '../../domain/time.ts';
import { childSignal } from '../../net/child-signal.ts';
import type { Fetched, GroupAnswer, NetResult } from '../../net/net.ts';
import {
  actionRequest,
  GATEWAY_TYPE,
  readActionAnswer,
  readDescription,
  type Action,
  type ActionAnswer,
  type Connection,
} from '../../wire/igd.ts';
import { readSearchAnswer, searchRequest, SSDP_GROUP, SSDP_PORT } from '../../wire/ssdp.ts';
import { MOST_XML_BYTES } from '../../wire/xml.ts';
import type { Context } from '../probe.ts';
import { type View, viewOf, whyNot } from './outer.ts';

type Asking = Pick<Context, 'net' | 'clock' | 'signal'>;

/** Devices answer within the second that the search gives them (MX). */
const SEARCH: Millis = 1.3 * SECOND;
const MOST_DEVICES = 16;
const REQUEST: Millis = 1.2 * SECOND;
/** Of its connections; a router has two (IP and PPP), of which one is used. */
const MOST_ASKED = 3;
const by = 'upnp';

/** The outer address by the router's own description of itself (UPnP InternetGatewayDevice). Nothing is mapped. */
export const askUpnp = async (gateway: string, asking: Asking): Promise<View> => {
  const found = await findLocation(gateway, asking);
  if ('why' in found) return { by, why: found.why };
  const page = await asking.net.fetch(
    { url: found.location, address: gateway, mostBytes: MOST_XML_BYTES, timeout: REQUEST },
    asking.signal,
  );
  if (!page.ok) return { by, why: `its description: ${whyNot(page)}` };
  const described = page.status === 200 && !page.truncated ? readDescription(page.body, found.location) : undefined;
  if (described === undefined) return { by, why: `its description cannot be read (status ${page.status})` };
  const product = described.product === undefined ? {} : { product: described.product };
  // Whoever describes itself leads nowhere but to itself.
  const own = described.connections.filter(({ control }) => new URL(control).hostname === gateway);
  let last: View = { by, why: 'it describes no connection' };
  for (const connection of own.slice(0, MOST_ASKED)) {
    last = await askConnection(gateway, connection, asking);
    if (last.address !== undefined || asking.signal.aborted) break;
  }
  return { ...last, ...product };
};

/** Asks the router itself and, where that is silent, the group; who answers beside the router is not followed. */
const findLocation = async (
  gateway: string,
  { net, signal }: Asking,
): Promise<{ readonly location: string } | { readonly why: string }> => {
  const search = (host: string, most: number, within: AbortSignal) =>
    net.group(
      { address: host, port: SSDP_PORT, payload: searchRequest(GATEWAY_TYPE, host), timeout: SEARCH, most },
      within,
    );
  const { signal: within, end } = childSignal(signal);
  const [own, group] = [search(gateway, 1, within), search(SSDP_GROUP, MOST_DEVICES, within)];
  const first = await own;
  const location = first.ok ? locationIn(first.answers, gateway) : undefined;
  if (location !== undefined) end();
  const all = await group;
  end();
  if (location !== undefined) return { location };
  const told = all.ok ? locationIn(all.answers, gateway) : undefined;
  if (told !== undefined) return { location: told };
  if (!all.ok) return { why: whyNot(all) };
  const answers = [...(first.ok ? first.answers : []), ...all.answers];
  const stranger = answers.find(({ from }) => from !== gateway);
  if (stranger !== undefined) return { why: `${stranger.from} answers, which is not the router of this line` };
  return { why: answers.length === 0 ? 'no answer' : 'it answers, and leads elsewhere' };
};
/** Of what the router answered: where on itself it is described. In a network of one's own only. */
const locationIn = (answers: readonly GroupAnswer[], gateway: string): string | undefined =>
  answers
    .filter(({ from }) => from === gateway && isOwn(from))
    .flatMap(({ payload }) => readSearchAnswer(payload) ?? [])
    .map(({ location }) => location)
    .find((location) => isHere(location, gateway));
const isOwn = (address: string): boolean => ['private', 'link-local'].includes(scopeOf(address) ?? '');
const isHere = (location: string, gateway: string): boolean => {
  const { hostname, username, password } = new URL(location);
  return hostname === gateway && username === '' && password === '';
};

const askConnection = async (gateway: string, connection: Connection, asking: Asking): Promise<View> => {
  const said = await act(gateway, connection, 'GetExternalIPAddress', asking);
  if (typeof said === 'string') return { by, why: said };
  if (said.kind === 'fault') return { by, why: faultOf(said) };
  const address = said.values['NewExternalIPAddress'] ?? '';
  if (address !== '' && address !== '0.0.0.0') return viewOf(by, address);
  const status = await act(gateway, connection, 'GetStatusInfo', asking);
  const word =
    typeof status !== 'string' && status.kind === 'values' ? status.values['NewConnectionStatus'] : undefined;
  return viewOf(by, '', `it tells no outer address${word === undefined ? '' : ` (it says ${word})`}`);
};
const faultOf = ({ code, reason }: Extract<ActionAnswer, { kind: 'fault' }>): string =>
  `it does not tell (${[code === 0 ? '' : String(code), reason].filter((word) => word !== '').join(' ')})`;

/** What it says, or why not. */
const act = async (
  gateway: string,
  { service, control }: Connection,
  action: Action,
  { net, signal }: Asking,
): Promise<ActionAnswer | string> => {
  const { header, body } = actionRequest(service, action);
  const headers = { 'Content-Type': 'text/xml; charset="utf-8"', SOAPAction: header };
  const answered: NetResult<Fetched> = await net.fetch(
    {
      url: control,
      address: gateway,
      method: 'POST',
      headers,
      body,
      mostBytes: MOST_XML_BYTES,
      timeout: REQUEST,
    },
    signal,
  );
  if (!answered.ok) return whyNot(answered);
  return readActionAnswer(answered.body, action) ?? `its answer cannot be read (status ${answered.status})`;
};
