import { validateHeaderName, validateHeaderValue } from 'node:http';

import type { FetchRequest } from '../net.ts';

/** What says where the message ends, and on what terms it is sent, is said by us. */
const OURS =
  /^(?:host|accept-encoding|connection|content-length|transfer-encoding|te|trailer|upgrade|expect|keep-alive|http2-settings|proxy-.*)$/i;
/** A host with its port as it may be written (RFC 9110, 7.2), loosely: names that are none are asked for on purpose. */
const HOST = /^[^\s/?#@\\\p{Cc}\P{ASCII}]{1,300}$/u;
const SNI = /^[^\s\p{Cc}\P{ASCII}]{0,253}$/u;

/** What is wrong with a header that is to be sent with a request; undefined where nothing is. */
export const headerProblem = (name: string, value: string): string | undefined => {
  if (OURS.test(name)) return `the header ${name} is none to choose`;
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return undefined;
  } catch {
    return `${JSON.stringify(name.slice(0, 40))} is no header that can be sent`;
  }
};

/** What cannot be said of a request; undefined where all can. */
export const requestProblem = ({ headers = {}, host, servername }: FetchRequest): string | undefined => {
  if (host !== undefined && !HOST.test(host)) return `${JSON.stringify(host.slice(0, 40))} is no host that can be said`;
  if (servername !== undefined && !SNI.test(servername))
    return `${JSON.stringify(servername.slice(0, 40))} is no server name that can be said`;
  return Object.entries(headers).flatMap(([name, value]) => headerProblem(name, value) ?? [])[0];
};

/** A request as it is said, whatever the version. */
export interface Said {
  readonly method: string;
  readonly path: string;
  readonly authority: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
}
export const saidOf = ({ url, host, method = 'GET', headers = {}, body }: FetchRequest, agent: string): Said => {
  const { host: authority, pathname, search } = new URL(url);
  const bytes = body === undefined ? undefined : Buffer.from(body);
  return {
    method,
    path: `${pathname}${search}`,
    authority: host ?? authority,
    headers: {
      ...(hasName(headers, 'User-Agent') ? {} : { 'User-Agent': agent }),
      ...(hasName(headers, 'Accept') ? {} : { Accept: '*/*' }),
      ...headers,
      'Accept-Encoding': 'gzip, deflate, br',
      ...(bytes === undefined ? {} : { 'Content-Length': String(bytes.length) }),
    },
    body: bytes,
  };
};
const hasName = (headers: Readonly<Record<string, string>>, name: string): boolean =>
  Object.keys(headers).some((each) => each.toLowerCase() === name.toLowerCase());
