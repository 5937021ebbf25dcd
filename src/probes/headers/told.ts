import type { HeadersReport } from './report.ts';
import type { AnswerAt } from '../site/places.ts';
import type { PlaceOfSite, Step, Visit } from '../site/seen.ts';
import { redirectOf } from '../web/where.ts';
import { discreetText, discreetUrl, discreetValue } from '../site/discreet.ts';

/** Of one answer that is told: lines, characters of a value, and bytes of JSON in all. */
const MOST_LINES = 200;
const MOST_VALUE = 4_096;
const MOST_ANSWER = 16_384;
const MOST_URL = 400;
const MOST_WHY = 200;

type Way = HeadersReport['secure'][number];
type Told = HeadersReport['answers'][number];

/** A text with what it is cut by said at its end. */
export const cutTo = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 24)}… (${text.length} characters)`;

/** An address without what may be a secret in it. */
export const urlTold = (url: string): string => cutTo(discreetUrl(url), MOST_URL);

/** Why a visit ended where it did, where it came to no page. */
const WHY = {
  loop: 'it goes in a circle',
  'too-many': 'it leads on and on, more than 20 times',
  'bad-url': 'that is no web address that can be asked for',
  private: 'a public place may not lead into a private network',
} as const;

const wayOf = ({ url, address, outcome }: Step): Way => {
  const said = { url: urlTold(url), ...(address === undefined ? {} : { address }) };
  if (!outcome.ok) return { ...said, why: cutTo(discreetText(outcome.detail), MOST_WHY) };
  const { status, headers } = outcome.answer;
  const to = redirectOf(new URL(url), status, headers);
  return { ...said, status, ...(to === undefined || to === 'bad' ? {} : { to: urlTold(to.href) }) };
};

/** The requests of a visit; the last says why it led nowhere, where it should have. */
export const waysOf = ({ steps, end, to }: Visit): readonly Way[] => {
  const ways = steps.map((step) => wayOf(step));
  const last = ways.at(-1);
  const why = end === 'answer' || end === 'failed' ? undefined : WHY[end];
  if (last === undefined || why === undefined) return ways;
  return [...ways.slice(0, -1), { ...last, ...(to === undefined ? {} : { to: urlTold(to) }), why }];
};

/** One answer with its headers as they came, as far as there is room; the rest is counted. */
export const toldOf = ({
  place,
  url,
  address,
  status,
  http,
  headers,
}: AnswerAt & { readonly place: PlaceOfSite }): Told => {
  const told: [string, string][] = [];
  let bytes = 0;
  for (const [name, value] of headers.slice(0, MOST_LINES)) {
    const pair: [string, string] = [cutTo(name, MOST_URL), cutTo(discreetValue(name, value), MOST_VALUE)];
    bytes += Buffer.byteLength(JSON.stringify(pair)) + 1;
    if (bytes > MOST_ANSWER) break;
    told.push(pair);
  }
  const more = headers.length - told.length;
  return {
    place,
    url: urlTold(url),
    ...(address === undefined ? {} : { address }),
    status,
    http,
    headers: told,
    ...(more === 0 ? {} : { more }),
  };
};
