// Every page but the first and the wall in one file of its own: they compress best together.
export { AddressesPage } from './addresses.tsx';
export { CheckPage } from './check.tsx';
export { CodesPage } from './codes.tsx';
export { ConfigPage } from './config.tsx';
export { EventsPage } from './events.tsx';
export { LinesPage } from './lines.tsx';
export { NotFoundPage } from './not-found.tsx';
export { PathsPage } from './paths.tsx';
export { SiteRoute } from './site.tsx';
export { SitesPage } from './sites.tsx';
export { TargetRoute } from './target.tsx';
