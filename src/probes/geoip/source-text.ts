import { basename } from 'node:path';

import type { GeoSource } from './options.ts';
import { isWeb } from './source.ts';

/**
 * Sources as a command line has them: files and web addresses with commas between them, each what its name says that it is. Undefined where
 * one of them is nothing that is known.
 */
export const sourcesFromText = (text: string): readonly GeoSource[] | undefined => {
  const sources = text.split(',').map((part) => sourceOf(part.trim()));
  return sources.every((s) => s !== undefined) ? sources : undefined;
};

const sourceOf = (text: string): GeoSource | undefined => {
  if (isWeb(text) && text.includes('{address}')) return serviceOf(text);
  const last = isWeb(text) ? (URL.canParse(text) ? basename(new URL(text).pathname) : '') : basename(text);
  const name = last.replace(/\.\w{1,4}$/, '').slice(0, 64);
  if (name === '') return undefined;
  if (/^delegated-|-delegated-/.test(last)) return { kind: 'delegated', name, from: text };
  if (/\.mmdb$/i.test(last)) return isWeb(text) ? undefined : { kind: 'mmdb', name, file: text };
  if (/\.(?:csv|txt)$|geo-?feed/i.test(last)) return { kind: 'geofeed', name, from: text };
  return undefined;
};

/** What follows the # is where the country stands in the answer, and is not sent. */
const serviceOf = (text: string): GeoSource | undefined => {
  const [url = '', country = 'country'] = text.split('#', 2);
  const asked = url.replaceAll('{address}', '192.0.2.1');
  return URL.canParse(asked) ? { kind: 'http', name: new URL(asked).hostname, url, country } : undefined;
};
