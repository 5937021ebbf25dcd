import { found, joined, tokenOf, type Found, type Look } from './look.ts';
import type { ResultOf } from './rules.ts';

const KNOWN: Readonly<Record<string, ResultOf<'cross-origin-opener-policy'>>> = {
  'same-origin': 'coop-implemented-with-same-origin',
  'same-origin-allow-popups': 'coop-implemented-with-same-origin-allow-popups',
  'noopener-allow-popups': 'coop-implemented-with-noopener-allow-popups',
  'unsafe-none': 'coop-implemented-with-unsafe-none',
};

/** Test `cross-origin-opener-policy`: one token, as HTML reads it (7.1.3); parameters do not matter. */
export const crossOriginOpenerPolicy = ({ answer }: Look): Found<'cross-origin-opener-policy'> => {
  const said = joined(answer, 'cross-origin-opener-policy');
  if (!said) return found('coop-not-implemented');
  const token = tokenOf(said.slice(0, 1_024).trim());
  return found((Object.hasOwn(KNOWN, token) ? KNOWN[token] : undefined) ?? 'coop-header-invalid', said);
};
