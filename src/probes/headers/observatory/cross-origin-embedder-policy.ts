import { found, joined, tokenOf, type Found, type Look } from './look.ts';
import type { ResultOf } from './rules.ts';

const KNOWN: Readonly<Record<string, ResultOf<'cross-origin-embedder-policy'>>> = {
  'require-corp': 'coep-implemented-with-require-corp',
  credentialless: 'coep-implemented-with-credentialless',
  'unsafe-none': 'coep-implemented-with-unsafe-none',
};

/** Test `cross-origin-embedder-policy`: one token, as HTML reads it (7.1.4); parameters do not matter. */
export const crossOriginEmbedderPolicy = ({ answer }: Look): Found<'cross-origin-embedder-policy'> => {
  const said = joined(answer, 'cross-origin-embedder-policy');
  if (!said) return found('coep-not-implemented');
  const token = tokenOf(said.slice(0, 1_024).trim());
  return found((Object.hasOwn(KNOWN, token) ? KNOWN[token] : undefined) ?? 'coep-header-invalid', said);
};
