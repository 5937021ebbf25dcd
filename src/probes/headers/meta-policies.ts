import { readPage } from '../../wire/http/page.ts';
import { policyOf } from './said.ts';

/** What a meta tag of the page says of frame-ancestors, which browsers ignore there (CSP 3, 3.3). */
export const ancestorsInMeta = (body: Uint8Array): string | undefined => {
  for (const policy of readPage(body).policies) {
    const sources = policyOf(policy).get('frame-ancestors');
    if (sources !== undefined) return ['frame-ancestors', ...sources].join(' ');
  }
  return undefined;
};
