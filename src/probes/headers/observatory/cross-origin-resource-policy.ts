import { found, joined, type Found, type Look } from './look.ts';
import type { ResultOf } from './rules.ts';

const KNOWN: Readonly<Record<string, ResultOf<'cross-origin-resource-policy'>>> = {
  'same-origin': 'corp-implemented-with-same-origin',
  'same-site': 'corp-implemented-with-same-site',
  'cross-origin': 'corp-implemented-with-cross-origin',
};

/** Test `cross-origin-resource-policy`; in any case of letters, which browsers do not take. */
export const crossOriginResourcePolicy = ({ answer }: Look): Found<'cross-origin-resource-policy'> => {
  const said = joined(answer, 'cross-origin-resource-policy');
  if (!said) return found('corp-not-implemented');
  const value = said.slice(0, 256).trim().toLowerCase();
  return value === ''
    ? found('corp-not-implemented')
    : found((Object.hasOwn(KNOWN, value) ? KNOWN[value] : undefined) ?? 'corp-header-invalid', said);
};
