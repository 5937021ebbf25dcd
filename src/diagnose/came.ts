import type { Facts } from './facts.ts';

/** So many full segments and the way back has been seen to carry them. */
const SEVERAL = 3;
const MOST_SHOWN = 200;

/** Bytes of the largest download or handshake that came, headers of TCP left out. */
export const cameOf = ({ down }: Pick<Facts, 'down'>): number =>
  Math.max(0, ...down.bigs.map(({ seen }) => seen.info?.bytesReceived ?? 0));

/** Enough came that large packets from the target were judged; a short page or a redirect tells nothing of them. */
export const isBackJudged = ({ down }: Pick<Facts, 'down'>): boolean =>
  down.bigs.some(({ seen: { info } }) => info !== undefined && info.bytesReceived >= SEVERAL * info.advMss);

/** Where a redirect says that the object is, without its query; undefined: it is here. */
export const elsewhereOf = ({ target, down }: Pick<Facts, 'target' | 'down'>): string | undefined => {
  const http = down.bigs.find(({ seen }) => seen.http !== undefined)?.seen.http;
  if (http?.location === undefined || http.status < 300 || http.status > 399) return undefined;
  const { host, path } = target.goal;
  const base = `${target.tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}${path}`;
  if (!URL.canParse(http.location, base)) return undefined;
  const { protocol, host: there, pathname } = new URL(http.location, base);
  return `${protocol}//${there}${pathname}`.slice(0, MOST_SHOWN);
};
