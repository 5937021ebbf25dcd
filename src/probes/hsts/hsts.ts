import { DAY, MINUTE } from '../../domain/time.ts';
import { lateRun } from '../late.ts';
import type { Once } from '../probe.ts';
import { SITE_OWNERS } from '../site/options.ts';
import { options, type Options } from './options.ts';
import { hstsReport, type HstsReport } from './report.ts';

/**
 * How a site stands with HSTS (RFC 6797), and with the list that browsers have built in: every rule of hstspreload.org, what the list
 * says, and what the portal says.
 */
export const hsts: Once<Options, HstsReport> = {
  name: 'hsts',
  title: 'HSTS',
  purpose: 'whether browsers ask by https alone, and what keeps the name off their list',
  ofPages: true,
  ownersOptions: [...SITE_OWNERS, 'list', 'portal', 'metered'],
  options,
  values: {
    max_age: { label: 'Max-age', unit: 'seconds', better: 'higher' },
    preloadable: { label: 'Could be put on the preload list', unit: 'bool', better: 'neither' },
    preloaded: { label: 'On the preload list', unit: 'bool', better: 'neither' },
    score: { label: 'Score', unit: 'count', better: 'higher' },
  },
  report: hstsReport,
  every: DAY,
  // Two visits of 30 s, then the list for 45 s.
  longest: 2 * MINUTE,

  run: lateRun(() => import('./run.ts')),
};
