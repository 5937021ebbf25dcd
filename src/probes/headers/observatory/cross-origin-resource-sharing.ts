import { found, joined, type Found, type Look } from './look.ts';

/** Test `cross-origin-resource-sharing`: what a script of a stranger may read. Ours is the page asked for with a foreign Origin, theirs a preflight. */
export const crossOriginResourceSharing = ({ seen: { foreign } }: Look): Found<'cross-origin-resource-sharing'> => {
  if (foreign === undefined)
    return found('cross-origin-resource-sharing-not-implemented', 'not asked with a foreign Origin');
  const allowed = joined(foreign.answer, 'access-control-allow-origin');
  if (!allowed) return found('cross-origin-resource-sharing-not-implemented');
  if (allowed.trim() === '*') return found('cross-origin-resource-sharing-implemented-with-public-access', allowed);
  const credentials = joined(foreign.answer, 'access-control-allow-credentials')?.toLowerCase().trim() === 'true';
  return found(
    allowed === foreign.origin && credentials
      ? 'cross-origin-resource-sharing-implemented-with-universal-access'
      : 'cross-origin-resource-sharing-implemented-with-restricted-access',
    allowed,
  );
};
