import { HOUR, MINUTE } from '../../domain/time.ts';
import { lateRun } from '../late.ts';
import type { Once } from '../probe.ts';
import { SITE_OWNERS } from '../site/options.ts';
import { options, type Options } from './options.ts';
import { headersReport, type HeadersReport } from './report.ts';

/** What a site's headers are worth: two graders, each by its own rules, and what neither of them looks at. */
export const headers: Once<Options, HeadersReport> = {
  name: 'headers',
  title: 'Headers',
  purpose: 'the security headers, graded as Observatory and securityheaders.com do',
  ofPages: true,
  ownersOptions: [...SITE_OWNERS, 'list', 'metered'],
  options,
  values: {
    score: { label: 'Score', unit: 'count', better: 'higher' },
    lint_fail: { label: 'Faults', unit: 'count', better: 'lower' },
    lint_warn: { label: 'Warnings', unit: 'count', better: 'lower' },
    took: { label: 'Page', unit: 'us', better: 'lower' },
  },
  report: headersReport,
  every: 6 * HOUR,
  // Two visits of 30 s, what is asked beside them, and the list for 45 s.
  longest: 2 * MINUTE,

  run: lateRun(() => import('./run.ts')),
};
