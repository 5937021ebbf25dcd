import { describe, expect, it } from 'vitest';

import { edgeOf } from '../../../src/probes/headers/edge.ts';
import { site } from './lint/site.ts';

describe('who answered', () => {
  it('is told place by place, as it was said', () => {
    const seen = site({
      page: {
        headers: [
          ['X-Edge-Version', '42'],
          ['Via', '1.1 abc.cloudfront.net (CloudFront)'],
          ['X-Cache', 'Hit from cloudfront'],
          ['X-Amz-Cf-Id', 'opaque'],
          ['Set-Cookie', 'sid=secret'],
          ['CF-RAY', '8f2c1e0b5d3a1234-FRA'],
        ],
      },
      missing: { headers: [['x-edge-version', '41']] },
      plain: { headers: [['Server', `CloudFront${'x'.repeat(400)}`]] },
    });
    expect(edgeOf(seen)).toEqual([
      { place: 'page', header: 'x-edge-version', value: '42' },
      { place: 'page', header: 'via', value: '1.1 abc.cloudfront.net (CloudFront)' },
      { place: 'page', header: 'x-cache', value: 'Hit from cloudfront' },
      { place: 'page', header: 'cf-ray', value: 'FRA' },
      { place: 'missing', header: 'x-edge-version', value: '41' },
      { place: 'redirect', header: 'server', value: `CloudFront${'x'.repeat(290)}` },
    ]);
  });
  it('of many lines is the first forty', () => {
    const headers = Array.from({ length: 500 }, (_, i): [string, string] => ['Via', String(i)]);
    expect(edgeOf(site({ page: { headers } }))).toHaveLength(40);
  });
});
