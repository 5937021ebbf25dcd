import { type LineName, LINE_NAMES, LINES, SERVICES } from './topology.ts';
import { ANCHORS_4, ANCHORS_6 } from '../topology.ts';
import { LINES_6, SERVICES_6 } from './six.ts';
import { VPN } from './vpn.ts';
import { HOME_NAME, TLS_NAME } from './open.ts';
import type { LinesScenario } from './scenario.ts';

const VPN_LINE = `  vpn:
    kind: vpn
    asn: ${VPN.asn}
    egress: ['${VPN.prefix}']
    via: { device: ${VPN.device} }`;
const ofSix = (name: LineName) => ({ ...LINES_6[name], firstHop: LINES_6[name].gateway });

/** plumbline.yaml of the place. On the router each line is bound to its device; behind it they are only recognised. */
export const configOf = ({
  vantage,
  lteMetered = false,
  bindsBy = 'device',
  tls = false,
  families = 'four',
  vpn = false,
}: Pick<LinesScenario, 'vantage' | 'lteMetered' | 'bindsBy' | 'tls' | 'families' | 'vpn'>): string => {
  const anchors = { four: undefined, both: [...ANCHORS_4, ...ANCHORS_6], six: ANCHORS_6 }[families];
  const services = { four: SERVICES, both: [...SERVICES, ...SERVICES_6], six: SERVICES_6 }[families];
  const places = services.map((s) => (s.includes(':') ? `[${s}]` : s));
  const line = (name: LineName): string => {
    const { asn } = LINES[name];
    const { source, prefix, gateway, firstHop, resolver } = families === 'six' ? ofSix(name) : LINES[name];
    const prefixes = families === 'both' ? [prefix, LINES_6[name].prefix] : [prefix];
    const selector = { device: LINES[name].device, source, mark: LINES[name].mark }[bindsBy];
    const reached =
      vantage === 'router' ? [`via: { ${bindsBy}: ${JSON.stringify(selector)} }`, `gateway: '${gateway}'`] : [];
    return [
      `  ${name}:`,
      ...[
        `kind: ${name === 'dsl' ? 'dsl' : '5g'}`,
        `metered: ${name === 'lte' && lteMetered}`,
        `asn: ${asn}`,
        `egress: [${prefixes.map((p) => `'${p}'`).join(', ')}]`,
        `first_hop: '${firstHop}'`,
        `resolver: '${resolver}'`,
        ...(anchors === undefined ? [] : [`anchors: [${anchors.map((a) => `'${a}'`).join(', ')}]`]),
        `home_name: ${HOME_NAME}`, // of whichever is live
        ...reached,
      ].map((l) => `    ${l}`),
    ].join('\n');
  };
  const pages = tls ? [`'https://${TLS_NAME}/cdn-cgi/trace'`] : places.map((s) => `'http://${s}/cdn-cgi/trace'`);
  return `vantage: lab
uplinks:
${[...LINE_NAMES.map(line), ...(vpn ? [VPN_LINE] : [])].join('\n')}
egress:
  stun: [${places.map((s) => `'${s}:3478'`).join(', ')}]
  http: [${pages.join(', ')}]
targets:
  far: { address: '${services[1]}' }
`;
};
