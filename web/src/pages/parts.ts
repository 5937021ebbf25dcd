import type { Child } from 'hono/jsx';

import type { Route } from '../model/route.ts';

/** A page, given where it is. */
export type PageView = (props: { readonly route: Route }) => Child;

/** What each page but the first and the wall is loaded from, when it is opened. */
const LOADERS: Readonly<Record<Exclude<Route['page'], 'overview' | 'wall'>, () => Promise<PageView>>> = {
  target: async () => (await import('./others.ts')).TargetRoute,
  lines: async () => (await import('./others.ts')).LinesPage,
  addresses: async () => (await import('./others.ts')).AddressesPage,
  sites: async () => (await import('./others.ts')).SitesPage,
  site: async () => (await import('./others.ts')).SiteRoute,
  paths: async () => (await import('./others.ts')).PathsPage,
  events: async () => (await import('./others.ts')).EventsPage,
  codes: async () => (await import('./others.ts')).CodesPage,
  check: async () => (await import('./others.ts')).CheckPage,
  config: async () => (await import('./others.ts')).ConfigPage,
  'not-found': async () => (await import('./others.ts')).NotFoundPage,
};
export type Part = keyof typeof LOADERS;

const loaded = new Map<Part, PageView>();
export const partLoaded = (part: Part): PageView | undefined => loaded.get(part);

export const loadPart = async (part: Part): Promise<PageView> => {
  const view = loaded.get(part) ?? (await LOADERS[part]());
  loaded.set(part, view);
  return view;
};
