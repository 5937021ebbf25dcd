import { createHash } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { options } from '../../../src/probes/refusal/options.ts';
import { refusal } from '../../../src/probes/refusal/refusal.ts';
import { HandClock } from '../../support/clock.ts';
import { FakeNet, type FetchAsk, type NetScript } from '../../support/net.ts';

const PAGE =
  '<html><head><TITLE data-a="1">\n Edit &amp;\n save </TITLE></head><body>Your address is an <b>Open</b>\n proxy</body>';
const HTML = ['Content-Type', 'text/html; charset=utf-8'] as const;

const ask = async (fetch: NonNullable<NetScript['fetch']>, given: object = {}, url = 'https://wiki.example/edit') => {
  const clock = new HandClock();
  const resolve = { 'wiki.example': ['192.0.2.7'], 'login.example': ['192.0.2.8'] };
  const net = new FakeNet({ clock, resolve, fetch });
  const aim = { subject: { target: 'wiki', via: 'dsl', vantage: 'home' }, address: url };
  const running = refusal.run(aim, options.parse(given), { clock, net, signal: new AbortController().signal });
  await clock.advance(30_000);
  return { outcome: await running, asked: net.asked.fetches };
};
const page =
  (body: string | Uint8Array, status = 200): NonNullable<NetScript['fetch']> =>
  () => ({
    status,
    headers: [HTML],
    body,
  });
const reportOf = async (...args: Parameters<typeof ask>) => {
  const { outcome } = await ask(...args);
  return outcome.status === 'measured' ? outcome.report : outcome;
};

describe('refusal', () => {
  it('tells a page as it is', async () => {
    const { outcome, asked } = await ask(page(PAGE));
    expect(outcome).toMatchObject({ status: 'measured', values: { status: 200 }, findings: [] });
    expect(outcome.status === 'measured' && outcome.report).toEqual({
      url: 'https://wiki.example/edit',
      address: '192.0.2.7',
      status: 200,
      refuses: false,
      title: 'Edit & save',
      bytes: Buffer.byteLength(PAGE),
      hash: createHash('sha256').update(PAGE).digest('hex'),
    });
    expect(asked[0]?.request).toMatchObject({ address: '192.0.2.7', mostBytes: 524_288 });
  });
  it.each([
    ['as a reader sees it, whatever the case', 'is an open PROXY', 'is an open PROXY'],
    ['in its source', '<b>open</b>', '<b>open</b>'],
    ['over a break of the line', 'open   proxy', 'open   proxy'],
    ['with an entity', 'Edit & save', 'Edit & save'],
    ['the first that fits', 'nothing of it,proxy', 'proxy'],
  ])('finds a text: %s', async (_, text, because) => {
    const { outcome } = await ask(page(PAGE), { text });
    expect(outcome).toMatchObject({
      report: { refuses: true, because },
      findings: [{ code: 'site-refuses', severity: 'warn', evidence: { because, status: 200, address: '192.0.2.7' } }],
    });
  });
  it('takes a status for a refusal, and no other', async () => {
    expect(await reportOf(page('', 403), { status: [403, 451] })).toMatchObject({
      refuses: true,
      because: 'status 403',
    });
    expect(await reportOf(page('', 404), { status: '403,451' })).toMatchObject({ refuses: false, status: 404 });
  });
  it('reads the charset that the page is in', async () => {
    const fetch = () => ({
      status: 200,
      headers: [['content-type', 'text/html; charset="iso-8859-1"']] as const,
      body: Buffer.from('gesperrt für Proxys', 'latin1'),
    });
    expect(await reportOf(fetch, { text: ['für'] })).toMatchObject({ refuses: true });
    expect(await reportOf(page(Uint8Array.of(0xff, 0x66)), { text: ['f'] })).toMatchObject({ refuses: true });
  });
  it('tells where a redirect led', async () => {
    const fetch = ({ request }: FetchAsk) =>
      request.url.startsWith('https://wiki.example')
        ? { status: 302, headers: [['Location', 'https://login.example/who']] as const }
        : { status: 200, headers: [HTML], body: PAGE };
    expect(await reportOf(fetch)).toMatchObject({
      ended: 'https://login.example/who',
      address: '192.0.2.8',
      status: 200,
    });
  });
  it.each([
    ['refused', 'refused'],
    ['reset', 'refused'],
    ['timeout', 'timeout'],
    ['unreachable', 'unreachable'],
    ['failed', 'unreachable'],
  ] as const)('where it does not answer, says why: %s', async (reason, told) => {
    const { outcome } = await ask(() => ({ ok: false, reason, detail: 'as the network says' }));
    expect(outcome).toMatchObject({ status: 'failed', reason: told });
  });
  it('says why it did not get anywhere', async () => {
    expect((await ask(page(''), {}, 'https://none.example/')).outcome).toMatchObject({ reason: 'no-address' });
    expect((await ask(page(''), {}, 'ftp://wiki.example/')).outcome).toMatchObject({ reason: 'unsupported' });
    const round = () => ({ status: 301, headers: [['Location', 'https://wiki.example/edit']] as const });
    expect((await ask(round)).outcome).toMatchObject({ reason: 'protocol-error' });
  });
  it('takes no longer for what is made to be slow', async () => {
    // What were quadratic in any of these would take hours.
    for (const evil of ['<', '&', '<title ', '&amp', ' \n'])
      expect(await reportOf(page(evil.repeat(524_288 / evil.length)), { text: ['proxy'] })).toMatchObject({
        refuses: false,
        status: 200,
      });
  });
});
