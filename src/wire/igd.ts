import { findXml, readXml, textIn, type Xml } from './xml.ts';

/** What a router describes itself as (UPnP InternetGatewayDevice:1 and 2, by UPnP Device Architecture 1.1, 2.3). */
export interface Gateway {
  /** What it calls itself. */
  readonly product?: string;
  /** Its connections to the outside, the better known kind first. */
  readonly connections: readonly Connection[];
}
export interface Connection {
  /** E.g. `urn:schemas-upnp-org:service:WANIPConnection:1` */
  readonly service: string;
  /** Where it is asked: an absolute http address, not looked at further. */
  readonly control: string;
}
/** What it says to an action (3.2.2, 3.2.5). */
export type ActionAnswer =
  | { readonly kind: 'values'; readonly values: Readonly<Partial<Record<string, string>>> }
  | { readonly kind: 'fault'; readonly code: number; readonly reason: string };

/** What is searched for: later versions answer to it, too. */
export const GATEWAY_TYPE = 'urn:schemas-upnp-org:device:InternetGatewayDevice:1';
/** Both only tell: the outer address (WANIPConnection:1, 2.4.18), and whether it is connected (2.4.9). */
export type Action = 'GetExternalIPAddress' | 'GetStatusInfo';

const CONNECTIONS = ['WANIPConnection:2', 'WANIPConnection:1', 'WANPPPConnection:1'].map(
  (name) => `urn:schemas-upnp-org:service:${name}`,
);
const [MOST_CONNECTIONS, MOST_URL, MOST_TEXT] = [4, 400, 80] as const;

/** The description that was read at `location`; undefined where it is none, or that of another kind of device. */
export const readDescription = (bytes: Uint8Array, location: string): Gateway | undefined => {
  const root = readXml(bytes);
  const device = root?.children.find(({ name }) => name === 'device');
  if (root?.name !== 'root' || device === undefined) return undefined;
  if (!/:device:InternetGatewayDevice:\d+$/.test(textIn(device, 'deviceType') ?? '')) return undefined;
  const base = textIn(root, 'URLBase') ?? '';
  const found = servicesOf(device).flatMap((service): readonly Connection[] => {
    const type = textIn(service, 'serviceType') ?? '';
    const control = controlOf(textIn(service, 'controlURL') ?? '', base === '' ? location : base);
    return control === undefined || !CONNECTIONS.includes(type) ? [] : [{ service: type, control }];
  });
  const product = wordsOf(textIn(device, 'friendlyName') ?? textIn(device, 'modelName') ?? '');
  const byRank = found.toSorted((a, b) => CONNECTIONS.indexOf(a.service) - CONNECTIONS.indexOf(b.service));
  return { ...(product === '' ? {} : { product }), connections: byRank.slice(0, MOST_CONNECTIONS) };
};
/** Of the device and of those within it. */
const servicesOf = (device: Xml): readonly Xml[] => [
  ...listIn(device, 'serviceList', 'service'),
  ...listIn(device, 'deviceList', 'device').flatMap(servicesOf),
];
const listIn = (xml: Xml, list: string, item: string): readonly Xml[] =>
  xml.children.filter(({ name }) => name === list).flatMap((l) => l.children.filter(({ name }) => name === item));
const controlOf = (text: string, base: string): string | undefined => {
  if (text === '' || text.length > MOST_URL || !URL.canParse(text, base)) return undefined;
  const url = new URL(text, base);
  return url.protocol === 'http:' && url.username === '' && url.password === '' ? url.href : undefined;
};

/** The header SOAPACTION and the body of a POST to the control address (3.2.1). */
export const actionRequest = (service: string, action: Action): { readonly header: string; readonly body: string } => ({
  header: `"${service}#${action}"`,
  body:
    '<?xml version="1.0"?>\r\n' +
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" ' +
    's:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/">' +
    `<s:Body><u:${action} xmlns:u="${service}"></u:${action}></s:Body></s:Envelope>\r\n`,
});
/** Undefined: no answer to that action, and no fault. */
export const readActionAnswer = (bytes: Uint8Array, action: Action): ActionAnswer | undefined => {
  const root = readXml(bytes);
  const body = root?.name === 'Envelope' ? root.children.find(({ name }) => name === 'Body') : undefined;
  if (body === undefined) return undefined;
  const said = body.children.find(({ name }) => name === `${action}Response`);
  if (said !== undefined) {
    const values = said.children.map(({ name, text }) => [name, wordsOf(text)] as const);
    return { kind: 'values', values: Object.fromEntries(values) };
  }
  const fault = body.children.find(({ name }) => name === 'Fault');
  if (fault === undefined) return undefined;
  const error = findXml(fault, 'UPnPError') ?? fault;
  const code = Number(/^\d{1,5}$/.exec(textIn(error, 'errorCode') ?? '')?.[0] ?? 0);
  return {
    kind: 'fault',
    code,
    reason: wordsOf(textIn(error, 'errorDescription') ?? textIn(fault, 'faultstring') ?? ''),
  };
};
const wordsOf = (text: string): string =>
  text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '\uFFFD')
    .trim()
    .slice(0, MOST_TEXT);
