import { OWN } from '../support/own-network.ts';

/** A target of `plumbline.yaml`, on a line of its own. */
const target = (name: string, address: string, every: string, more = ''): string =>
  `  ${name}: {address: "${address}", ping: {every: ${every}, timeout: 1s}${more}}\n`;

/** Loopback often, a host behind a router, and one that never answers. */
export const USUAL = `vantage: survive\ntargets:\n${target('near', '127.0.0.1', '50ms')}${target('near6', '::1', '100ms')}${target('far', OWN[4].far, '200ms')}${target('silent', OWN[4].silent, '1s')}`;

/** The far host alone, often. */
export const FAR = (more = ''): string => `vantage: survive\ntargets:\n${target('far', OWN[4].far, '200ms', more)}`;

/** A name that only the scenario's resolver knows. */
export const FAR_NAME = 'far.survive.test';
export const BY_NAME = `vantage: survive\ntargets:\n  named: {address: ${FAR_NAME}, ping: {every: 200ms, timeout: 1s}}\n${target('near', '127.0.0.1', '50ms')}`;
