/** Which page an address asks for. */
export type Route =
  | { readonly page: 'overview' }
  | { readonly page: 'target'; readonly name: string }
  | { readonly page: 'wall' }
  | { readonly page: 'lines' }
  | { readonly page: 'addresses' }
  | { readonly page: 'events' }
  | { readonly page: 'not-found' };

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
  if (clean === '/wall') return { page: 'wall' };
  if (clean === '/lines') return { page: 'lines' };
  if (clean === '/addresses') return { page: 'addresses' };
  if (clean === '/events') return { page: 'events' };
  const name = decode(/^\/t\/([^/]+)$/.exec(clean)?.[1] ?? '');
  return name === undefined || name === '' ? { page: 'not-found' } : { page: 'target', name };
};

export const targetPath = (name: string): string => `/t/${encodeURIComponent(name)}`;
/** The report that a provider can be sent, over the last two weeks. */
export const reportPath = (line: string): string => `/api/lines/${encodeURIComponent(line)}/report?from=-14d`;

/** The Lines page with one incident open; without one, as it is. */
export const incidentPath = (id: string | undefined): string =>
  id === undefined ? '/lines' : `/lines?${new URLSearchParams({ incident: id })}`;
/** Which incident the address has open. */
export const incidentOf = (search: string): string | undefined =>
  new URLSearchParams(search).get('incident') ?? undefined;
