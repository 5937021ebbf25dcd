import { describe, expect, it } from 'vitest';

import { ancestorsInMeta } from '../../../src/probes/headers/meta-policies.ts';

const read = (html: string): string | undefined => ancestorsInMeta(new TextEncoder().encode(html));
const META = `<META http-equiv=" Content-Security-Policy" content="default-src 'self'; Frame-Ancestors &#39;none&#39; a.example">`;

describe('frame-ancestors in a meta tag', () => {
  it.each([
    [META, "frame-ancestors 'none' a.example"],
    [`<meta http-equiv=content-security-policy content=sandbox>${META}`, "frame-ancestors 'none' a.example"],
    [META.replace('http-equiv', 'name'), undefined],
    [`<!-- ${META} -->`, undefined],
    ['', undefined],
  ])('%s', (html, said) => expect(read(html)).toBe(said));
  it('is found below what nests without end', () => {
    expect(read(`${'<p><table>'.repeat(80_000)}${META}`)).toBe("frame-ancestors 'none' a.example");
  });
});
