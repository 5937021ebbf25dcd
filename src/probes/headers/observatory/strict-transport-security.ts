import { distrustOf, found, joined, reached, verified, type Found, type Look } from './look.ts';

/** 180 days: six months are more, but this is what many sites send. Seconds. */
export const SIX_MONTHS = 15_552_000;
const MOST = 1_024;

/** Test `strict-transport-security`: what the last answer over https says, and the preload list before all of it. */
export const strictTransportSecurity = ({
  seen: { aim, secure },
  preloaded,
}: Look): Found<'strict-transport-security'> => {
  const answer = reached(secure);
  if (answer === undefined) return found('hsts-not-implemented-no-https');
  if (preloaded(aim.host) === true) return found('hsts-preloaded', joined(answer, 'strict-transport-security'));
  if (!verified(secure))
    return found(
      'hsts-invalid-cert',
      secure.steps.map(distrustOf).find((why) => why !== undefined),
    );
  const said = joined(answer, 'strict-transport-security');
  if (said === undefined) return found('hsts-not-implemented');
  const maxAge = maxAgeOf(said.slice(0, MOST));
  if (maxAge === undefined) return found('hsts-header-invalid', said);
  // What is no number (`max-age="31536000"`) is not less than six months, and passes there.
  return found(
    maxAge < SIX_MONTHS
      ? 'hsts-implemented-max-age-less-than-six-months'
      : 'hsts-implemented-max-age-at-least-six-months',
    said,
  );
};

/** The last max-age as Observatory reads it: NaN for what begins with no digit; undefined where there is none, or more than one header. */
const maxAgeOf = (said: string): number | undefined => {
  if (said.includes(',')) return undefined;
  const last = said
    .split(';')
    .map((part) => part.trim().toLowerCase())
    .findLast((part) => part.startsWith('max-age='));
  return last === undefined ? undefined : Number.parseInt(last.slice('max-age='.length, 128), 10);
};
