/** Which page an address asks for. */
export type Route =
  | { readonly page: 'overview' }
  | { readonly page: 'target'; readonly name: string }
  | { readonly page: 'wall' }
  | { readonly page: 'lines' }
  | { readonly page: 'addresses' }
  | { readonly page: 'sites' }
  | { readonly page: 'site'; readonly name: string }
  | { readonly page: 'paths' }
  | { readonly page: 'events' }
  | { readonly page: 'codes'; readonly code: string | undefined }
  | { readonly page: 'check' }
  | { readonly page: 'config' }
  | { readonly page: 'not-found' };

/** Those whose address is their name. */
const PLAIN = ['wall', 'lines', 'addresses', 'sites', 'paths', 'events', 'check', 'config'] as const;

const decode = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

export const routeOf = (path: string): Route => {
  const clean = path.replace(/\/+$/, '');
  if (clean === '') return { page: 'overview' };
  const plain = PLAIN.find((page) => clean === `/${page}`);
  if (plain !== undefined) return { page: plain };
  if (clean === '/codes') return { page: 'codes', code: undefined };
  // A peer's code has a slash of its own.
  const code = decode(/^\/codes\/(.+)$/.exec(clean)?.[1] ?? '');
  if (code !== undefined && code !== '') return { page: 'codes', code };
  const site = decode(/^\/sites\/([^/]+)$/.exec(clean)?.[1] ?? '');
  if (site !== undefined && site !== '') return { page: 'site', name: site };
  const name = decode(/^\/t\/([^/]+)$/.exec(clean)?.[1] ?? '');
  return name === undefined || name === '' ? { page: 'not-found' } : { page: 'target', name };
};

export const targetPath = (name: string): string => `/t/${encodeURIComponent(name)}`;
/** What a code means, and what to do about it. */
export const codePath = (code: string): string => `/codes/${code.split('/').map(encodeURIComponent).join('/')}`;
/** Without what is not known. */
const queryOf = (asked: object): URLSearchParams =>
  new URLSearchParams(Object.entries(asked).filter(([, v]) => v !== undefined));
/** The form that runs a check, filled in. */
export const checkPath = (asked: {
  readonly probe?: string;
  readonly target?: string;
  readonly via?: string;
}): string => `/check?${queryOf(asked)}`;
/** The Paths page with one way open; without one, all of them. */
export const pathPath = (way?: { readonly target: string; readonly via?: string | undefined }): string =>
  way === undefined ? '/paths' : `/paths?${queryOf(way)}`;
/** An address of ours that is about one moment (µs), and which one an address is about. */
export const atMoment = (path: string, at: number): string => `${path}${path.includes('?') ? '&' : '?'}at=${at}`;
export const momentOf = (query: URLSearchParams): number | undefined => Number(query.get('at')) || undefined;
export const sitePath = (name: string): string => `/sites/${encodeURIComponent(name)}`;
/** The report that a provider can be sent, over the last two weeks. */
export const reportPath = (line: string): string => `/api/lines/${encodeURIComponent(line)}/report?from=-14d`;

/** The Lines page with one incident open; without one, as it is. */
export const incidentPath = (id: string | undefined): string =>
  id === undefined ? '/lines' : `/lines?${new URLSearchParams({ incident: id })}`;
/** Which incident the address has open. */
export const incidentOf = (search: string): string | undefined =>
  new URLSearchParams(search).get('incident') ?? undefined;
