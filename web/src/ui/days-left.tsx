import type { SiteRow } from '../../../src/api/sites/schema.ts';
import { app } from '../data/app.ts';
import { useStore } from '../data/store.ts';
import { daysLeftWords } from '../model/sites.ts';
import { daysLeftNow } from '../model/wall-sites.ts';

/** What a certificate has left now, also where the service that told of it is gone. */
export const DaysLeft = ({ tls }: { tls: NonNullable<SiteRow['tls']> }) => (
  <>{daysLeftWords(useStore(app, (s) => daysLeftNow(tls, s.now) ?? tls.daysLeft))}</>
);
