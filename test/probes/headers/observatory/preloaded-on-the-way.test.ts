import { expect, it } from 'vitest';

import { preloadedOnTheWay } from '../../../../src/probes/headers/observatory/preloaded-on-the-way.ts';
import { HTTP, HTTPS, LISTED, NOT_LISTED, siteOf, UNKNOWN, visitOf } from './seen.ts';

const WWW = 'https://www.site.example/';
const plain = visitOf([
  { url: HTTP, status: 301, headers: `Location: ${HTTPS}` },
  { url: HTTPS, status: 301, headers: `Location: ${WWW}` },
  { url: WWW },
]);

it('each other host on the way is looked up once, and none where the list is not there', async () => {
  const asked: string[] = [];
  const of = (host: string): Promise<typeof LISTED> => {
    asked.push(host);
    return Promise.resolve(LISTED);
  };
  expect([...(await preloadedOnTheWay(siteOf({ plain }), NOT_LISTED, of))]).toEqual([['www.site.example', LISTED]]);
  expect(await preloadedOnTheWay(siteOf({ plain }), UNKNOWN, of)).toEqual(new Map());
  expect(await preloadedOnTheWay(siteOf({ plain: null }), LISTED, of)).toEqual(new Map());
  expect(asked).toEqual(['www.site.example']);
});
