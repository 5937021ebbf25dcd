import { type LineName, LINE_NAMES, LINES, SERVICES } from './topology.ts';
import { HOME_NAME, TLS_NAME } from './open.ts';
import type { LinesScenario } from './scenario.ts';

/** plumbline.yaml of the place. On the router each line is bound to its device; behind it they are only recognised. */
export const configOf = ({
  vantage,
  lteMetered = false,
  bindsBy = 'device',
  tls = false,
}: Pick<LinesScenario, 'vantage' | 'lteMetered' | 'bindsBy' | 'tls'>): string => {
  const line = (name: LineName): string => {
    const { gateway, prefix, asn, firstHop, resolver } = LINES[name];
    const reached = vantage === 'router' ? [`via: { ${bindsBy}: ${LINES[name][bindsBy]} }`, `gateway: ${gateway}`] : [];
    return [
      `  ${name}:`,
      ...[
        `kind: ${name === 'dsl' ? 'dsl' : '5g'}`,
        `metered: ${name === 'lte' && lteMetered}`,
        `asn: ${asn}`,
        `egress: ['${prefix}']`,
        `first_hop: ${firstHop}`,
        `resolver: ${resolver}`,
        `home_name: ${HOME_NAME}`, // of whichever is live
        ...reached,
      ].map((l) => `    ${l}`),
    ].join('\n');
  };
  const pages = tls ? [`'https://${TLS_NAME}/cdn-cgi/trace'`] : SERVICES.map((s) => `'http://${s}/cdn-cgi/trace'`);
  return `vantage: lab
uplinks:
${LINE_NAMES.map(line).join('\n')}
egress:
  stun: [${SERVICES.map((s) => `'${s}:3478'`).join(', ')}]
  http: [${pages.join(', ')}]
targets:
  far: { address: ${SERVICES[1]} }
`;
};
