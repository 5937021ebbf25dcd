import { describe, expect, it } from 'vitest';

import { CheckEvent } from '../../src/api/check-schema.ts';
import type { ApiDeps } from '../../src/api/deps.ts';
import { serveApi } from '../../src/api/serve.ts';
import type { Run } from '../../src/domain/entry.ts';
import { apiForTest, START, TOKEN } from './support.ts';

const auth = { authorization: `Bearer ${TOKEN}` };
const events = { ...auth, accept: 'text/event-stream' };
const found = ({ probe, aim }: Parameters<ApiDeps['startCheck']>[0]): Run => ({
  kind: 'run',
  id: 'r1',
  at: START,
  tookMs: 5,
  probe: probe.name,
  subject: aim.subject,
  outcome: { status: 'measured', values: { rtt: 1 }, findings: [], report: { engine: 'fake' } },
});
const asked = { probe: 'ping', target: 'router' };

/** A check that goes on as told by hand. */
const byHand = () => {
  const hand: { progress: (line: string) => void; signal?: AbortSignal; end: (error?: Error) => void } = {
    progress: () => undefined,
    end: () => undefined,
  };
  const startCheck: ApiDeps['startCheck'] = (order, signal, progress) =>
    new Promise((resolve, reject) => {
      hand.signal = signal;
      hand.progress = progress ?? hand.progress;
      hand.end = (error) => (error === undefined ? resolve(found(order)) : reject(error));
      signal.addEventListener('abort', () => resolve(found(order)), { once: true });
    });
  return { hand, startCheck };
};

/** Its events, and its comments, as they come. */
const reading = (answer: Response) => {
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const next = async (): Promise<string | undefined> => {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end >= 0) {
        const block = text.slice(0, end);
        text = text.slice(end + 2);
        return block;
      }
      const piece = await reader?.read();
      if (piece?.value === undefined) return undefined;
      text += piece.value;
    }
  };
  const event = async (): Promise<CheckEvent | undefined> => {
    const block = await next();
    const [, kind, data = ''] = /^event: (\w+)\ndata: (.*)$/s.exec(block ?? '') ?? [];
    const said = block === undefined ? undefined : CheckEvent.parse(JSON.parse(data));
    expect(said?.kind).toBe(kind);
    return said;
  };
  const rest = async (): Promise<readonly (CheckEvent | undefined)[]> => {
    const all: (CheckEvent | undefined)[] = [];
    for (let e = await event(); e !== undefined; e = await event()) all.push(e);
    return all;
  };
  return { next, event, rest, cancel: () => reader?.cancel() };
};

const begin = async () => {
  const { hand, startCheck } = byHand();
  const api = apiForTest({ startCheck }, { token: TOKEN });
  const { answer, status } = await api.post('/api/checks', asked, events);
  expect(status).toBe(200);
  const stream = reading(answer);
  expect(await stream.event()).toEqual({ kind: 'begun', longestMs: 60_000 });
  return { ...api, hand, answer, ...stream };
};

describe('a check as events', () => {
  it('tells how far it is as it goes, then what it found, and ends', async () => {
    const { hand, clock, event, answer } = await begin();
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    hand.progress('1 of 2');
    expect(await event()).toEqual({ kind: 'progress', at: START, line: '1 of 2' });
    hand.progress('x'.repeat(400));
    expect(await event()).toMatchObject({ line: 'x'.repeat(300) });
    hand.end();
    expect(await event()).toMatchObject({ kind: 'run', probe: 'ping', outcome: { status: 'measured' } });
    expect(await event()).toBeUndefined();
    expect(clock.sleeping).toBe(0);
  });
  it('tells 500 lines, and how many more there were', async () => {
    const { hand, rest } = await begin();
    for (let i = 0; i < 523; i += 1) hand.progress(String(i));
    hand.end();
    const all = await rest();
    expect(all).toHaveLength(502);
    expect(all.at(-2)).toEqual({ kind: 'more', count: 23 });
    expect(all.at(-1)).toMatchObject({ kind: 'run' });
  });
  it('says every five seconds that it goes on', async () => {
    const { hand, clock, next } = await begin();
    await clock.advance(10_000);
    expect([await next(), await next()]).toEqual([': it runs', ': it runs']);
    hand.end();
    expect(await next()).toContain('event: run');
  });
  it('is ended when its time is over', async () => {
    const { hand, clock } = await begin();
    await clock.advance(60_000);
    expect(hand.signal?.reason).toMatchObject({ name: 'TimeoutError', message: 'not done after 60 s' });
    expect(clock.sleeping).toBe(0);
  });
  it('is cancelled when whoever asked goes, and makes room', async () => {
    const { hand, clock, cancel, ask } = await begin();
    expect((await ask('/api/check-choices')).body).toMatchObject({ running: 1, most: 4 });
    await cancel();
    expect(hand.signal?.aborted).toBe(true);
    await clock.advance(0);
    expect((await ask('/api/check-choices')).body).toMatchObject({ running: 0 });
    hand.progress('nobody hears it');
    expect(clock.sleeping).toBe(0);
  });
  it('says so when the service stops, and when there is a bug', async () => {
    const stopped = await begin();
    stopped.stop.abort();
    expect(await stopped.rest()).toEqual([{ kind: 'problem', error: { what: 'The service is stopping.' } }]);
    const broken = await begin();
    broken.hand.end(new Error('bug'));
    expect(await broken.rest()).toEqual([
      { kind: 'problem', error: { what: 'A bug in plumbline; its log says more.' } },
    ]);
    expect(broken.bugs).toHaveLength(1);
  });
  it('runs four at once and no more, told so as any other answer', async () => {
    const { startCheck } = byHand();
    const { post } = apiForTest({ startCheck }, { token: TOKEN });
    const open = await Promise.all([1, 2, 3, 4].map(() => post('/api/checks', asked, events)));
    const fifth = await post('/api/checks', asked, events);
    expect(fifth).toMatchObject({ status: 503, body: { error: { what: 'Too many checks are running.' } } });
    await open[0]?.answer.body?.cancel();
    await new Promise((resolve) => setImmediate(resolve));
    expect((await post('/api/checks', asked, events)).status).toBe(200);
  });
  it('needs the token, and a check that there is, as ever', async () => {
    const { post, orders } = apiForTest({}, { token: TOKEN });
    expect((await post('/api/checks', asked, { accept: 'text/event-stream' })).status).toBe(401);
    expect((await post('/api/checks', { ...asked, probe: 'pong' }, events)).status).toBe(400);
    expect(orders).toEqual([]);
  });
});

it('comes live over a real connection, and is cancelled when that is closed', async () => {
  const { hand, startCheck } = byHand();
  const api = apiForTest({ startCheck }, { token: TOKEN });
  const server = await serveApi(api.app, { host: '127.0.0.1', port: 0 });
  if (!server.ok) throw new Error(server.detail);
  const gone = new AbortController();
  const answer = await fetch(new URL('/api/checks', server.url), {
    method: 'POST',
    headers: { ...events, 'content-type': 'application/json' },
    body: JSON.stringify(asked),
    signal: gone.signal,
  });
  const { event } = reading(answer);
  expect(await event()).toMatchObject({ kind: 'begun' });
  hand.progress('half way');
  expect(await event()).toMatchObject({ line: 'half way' });
  const cancelled = new Promise((resolve) => hand.signal?.addEventListener('abort', resolve, { once: true }));
  gone.abort();
  await cancelled;
  await server.close(1_000);
});

describe('what may be started', () => {
  it('is listed with where', async () => {
    const { ask } = apiForTest({}, { apiMayProbe: ['far.example'] });
    expect((await ask('/api/check-choices')).body).toEqual({
      targets: ['router', 'far'].map((name) => ({
        name,
        label: name.toUpperCase(),
        role: 'anchor',
        checks: ['ping', 'route'],
        ways: [],
      })),
      names: ['far.example'],
      namesChecks: ['ping', 'route'],
      running: 0,
      most: 4,
    });
  });
  it('is nothing where others measure', async () => {
    const { ask } = apiForTest({ readOnly: { host: 'influx:8086', database: 'plumbline' } });
    expect((await ask('/api/check-choices')).body).toMatchObject({ targets: [], names: [] });
  });
});
