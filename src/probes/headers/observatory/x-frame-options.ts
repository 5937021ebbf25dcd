import { found, joined, type Found, type Look } from './look.ts';

/**
 * Test `x-frame-options`: who may frame the page, by the header or by a policy.
 * @param frames a Content-Security-Policy has frame-ancestors, whatever it says there.
 */
export const xFrameOptions = ({ answer }: Look, frames: boolean): Found<'x-frame-options'> => {
  const said = joined(answer, 'x-frame-options');
  if (frames) return found('x-frame-options-implemented-via-csp', said);
  if (!said) return found('x-frame-options-not-implemented');
  const value = said.slice(0, 1_024).trim().toLowerCase();
  if (value === 'deny' || value === 'sameorigin') return found('x-frame-options-sameorigin-or-deny', said);
  return value.startsWith('allow-from')
    ? found('x-frame-options-allow-from-origin', said)
    : found('x-frame-options-header-invalid', said);
};
