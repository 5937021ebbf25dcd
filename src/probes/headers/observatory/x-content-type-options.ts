import { found, joined, type Found, type Look } from './look.ts';

/** Test `x-content-type-options`: nosniff, and nothing else. */
export const xContentTypeOptions = ({ answer }: Look): Found<'x-content-type-options'> => {
  const said = joined(answer, 'x-content-type-options');
  if (!said) return found('x-content-type-options-not-implemented');
  return said.slice(0, 256).trim().toLowerCase() === 'nosniff'
    ? found('x-content-type-options-nosniff', said)
    : found('x-content-type-options-header-invalid', said);
};
