import type { Visit } from '../../site/seen.ts';
import { distrustOf, found, reached, verified, type Found, type Look } from './look.ts';

/** Redirects that Observatory follows. */
const FOLLOWED = 10;

/** Where http led, first to last. A loop is gone around as long as Observatory does. */
const routeOf = ({ steps, end, to }: Visit): readonly URL[] => {
  const urls = steps.flatMap(({ url, outcome }) => (outcome.ok && URL.canParse(url) ? [new URL(url)] : []));
  if (end !== 'loop' || to === undefined) return urls.slice(0, FOLLOWED + 1);
  const start = urls.findIndex(({ href }) => href === to);
  const around = start === -1 ? urls.slice(-1) : urls.slice(start);
  const all = [...urls];
  while (all.length <= FOLLOWED && around.length > 0) all.push(...around);
  return all.slice(0, FOLLOWED + 1);
};
/** The hosts on the way from http, each once: whether each is preloaded decides. */
export const hostsOnTheWay = ({ plain }: Pick<Look['seen'], 'plain'>): readonly string[] =>
  plain === undefined ? [] : [...new Set(routeOf(plain).map(({ hostname }) => hostname))];

/** Test `redirection`: where somebody who comes by http is led. */
export const redirection = ({ seen: { plain }, preloaded }: Look): Found<'redirection'> => {
  // One that nobody answers in the end counts as one that is not there, as there.
  if (plain === undefined || reached(plain) === undefined) return found('redirection-not-needed-no-http');
  if (!verified(plain))
    return found(
      'redirection-invalid-cert',
      plain.steps.map(distrustOf).find((why) => why !== undefined),
    );
  const route = routeOf(plain);
  const way = route.map(({ href }) => href).join(' → ');
  const [first, second] = route;
  if (route.every(({ hostname }) => preloaded(hostname) === true))
    return found('redirection-all-redirects-preloaded', way);
  if (second === undefined) return found('redirection-missing', way);
  if (route.at(-1)?.protocol !== 'https:') return found('redirection-not-to-https', way);
  if (second.protocol === 'http:') return found('redirection-not-to-https-on-initial-redirection', way);
  return first?.protocol === 'http:' && first.hostname !== second.hostname
    ? found('redirection-off-host-from-http', way)
    : found('redirection-to-https', way);
};
