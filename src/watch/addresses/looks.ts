import type { Run } from '../../domain/entry.ts';
import { isCode } from '../../domain/codes.ts';
import type { FailureReason } from '../../domain/outcome.ts';
import type { EpochMicros } from '../../domain/time.ts';
import { isObject, numberIn, textIn } from '../read.ts';
import type { Look, Pair, Verdict } from './state.ts';

const S: EpochMicros = 1_000_000;
const TOGETHER: EpochMicros = 3_600 * S;

/** It was asked, and this is what came of it. The others say nothing of the site: nothing was sent, or nobody waited. */
const FAILS: ReadonlySet<FailureReason> = new Set([
  'no-address',
  'timeout',
  'refused',
  'unreachable',
  'protocol-error',
]);

/** A country's own name of the same site is no other site. */
const siteOf = (host: string): string => host.replace(/:\d+$/, '').split('.').slice(-2).join('.');

const hostOf = (url: unknown): Pick<Look, 'host' | 'plain'> => {
  const [, scheme = '', host = ''] = /^(https?):\/\/([^/?#]*)/i.exec(textIn(url, 4_096)) ?? [];
  return { host: host.toLowerCase().slice(0, 253), plain: scheme.toLowerCase() === 'http' };
};
const endOf = ({ url, ended = url }: Readonly<Record<string, unknown>>): Pick<Look, 'host' | 'plain' | 'away'> => {
  const end = hostOf(ended);
  return { ...end, away: siteOf(end.host) !== siteOf(hostOf(url).host) };
};

/** What a run of the probe `refusal` says of the site; undefined: nothing. */
export const lookOf = ({ at, outcome }: Run): Look | undefined => {
  if (outcome.status === 'failed') {
    if (!FAILS.has(outcome.reason)) return undefined;
    const why = `${textIn(outcome.detail)} (${outcome.reason})`;
    return { at, how: 'fails', why, status: null, host: '', plain: false, away: false, address: '', title: '' };
  }
  const { report } = outcome;
  const status = isObject(report) ? numberIn(report['status']) : undefined;
  if (!isObject(report) || status === undefined) return undefined;
  const refuses = report['refuses'] === true;
  return {
    at,
    how: refuses ? 'refuses' : 'works',
    why: refuses ? textIn(report['because']) : '',
    status,
    ...endOf(report),
    address: textIn(report['address'], 64),
    title: textIn(report['title'], 120),
  };
};

/** The verdict of a diagnosis (probes/mtu/). */
export const verdictOf = ({ at, outcome }: Run): Verdict | undefined => {
  const verdict = outcome.status === 'measured' && isObject(outcome.report) ? outcome.report['verdict'] : undefined;
  const code = isObject(verdict) ? textIn(verdict['code'], 64) : '';
  if (!isObject(verdict) || !isCode(code)) return undefined;
  return { at, code, summary: textIn(verdict['summary'], 500) };
};

/**
 * Why a look is worse than one that worked at about the same time over another line; undefined: it is not. Pages differ in themselves, and
 * by where they think that one is: another page is one from elsewhere where the other is not, one that is an error, or one without TLS that
 * calls itself otherwise and comes from another address.
 */
const worse = (look: Look, works: Look): string | undefined => {
  if (look.how === 'refuses') return undefined;
  if (look.how === 'fails') return look.why;
  const { status, host, plain, away, title, address } = look;
  if ((status ?? 0) >= 400) return `status ${status ?? 0}, not ${works.status ?? 0}`;
  const isAway = away && (!works.away || (plain && !works.plain));
  if (isAway && siteOf(host) !== siteOf(works.host)) return `it leads to ${host}, not ${works.host}`;
  const isOther = plain && title !== works.title && address !== works.address;
  return isOther ? `another page, "${title}" of ${address}, not "${works.title}" of ${works.address}` : undefined;
};
const isFine = ({ how, status }: Look): boolean => how === 'works' && (status ?? 0) < 400;

/** The other lines over which the site works, by their last look. */
const working = (pairs: Readonly<Record<string, Pair>>, line: string): readonly (readonly [string, Look])[] =>
  Object.entries(pairs).flatMap(([other, { looks }]) => {
    const [last] = looks;
    return other !== line && last !== undefined && isFine(last) ? [[other, last] as const] : [];
  });

/** That the site is worse over this line than over another one, by the last look at each. */
export const suspicionOf = (
  pairs: Readonly<Record<string, Pair>>,
  line: string,
): { readonly at: EpochMicros; readonly over: string; readonly why: string } | undefined => {
  const last = pairs[line]?.looks[0];
  if (last === undefined) return undefined;
  for (const [over, works] of working(pairs, line)) {
    const why = worse(last, works);
    if (why !== undefined) return { at: last.at, over, why };
  }
  return undefined;
};
/** The same for sure: it was bad twice within an hour, and between it worked over another line. */
export const certaintyOf = (
  pairs: Readonly<Record<string, Pair>>,
  line: string,
): { readonly first: EpochMicros; readonly over: string; readonly why: string } | undefined => {
  const [last, before] = pairs[line]?.looks ?? [];
  if (last === undefined || before === undefined || last.at - before.at > TOGETHER) return undefined;
  for (const [over, works] of working(pairs, line)) {
    const why = worse(last, works);
    if (why === undefined || worse(before, works) === undefined) continue;
    if (works.at >= before.at && works.at <= last.at) return { first: before.at, over, why };
  }
  return undefined;
};
/** Whether it is as it should be again: it works, and no other line has another page; or it is the site that refuses. */
export const isWell = (pairs: Readonly<Record<string, Pair>>, line: string): boolean => {
  const last = pairs[line]?.looks[0];
  if (last === undefined || last.how === 'fails') return false;
  return suspicionOf(pairs, line) === undefined && (last.how === 'refuses' || isFine(last));
};
/** Whether other sites were asked over the line lately, and none of them worked: it is the line. */
export const isLine = (
  all: Readonly<Record<string, Readonly<Record<string, Pair>>>>,
  site: string,
  line: string,
  at: EpochMicros,
): boolean => {
  const others = Object.entries(all).flatMap(([name, pairs]) => {
    const last = name === site ? undefined : pairs[line]?.looks[0];
    return last === undefined || Math.abs(at - last.at) > TOGETHER ? [] : [last];
  });
  return others.length > 0 && others.every(({ how }) => how === 'fails');
};
