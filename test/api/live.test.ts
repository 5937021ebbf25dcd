import { describe, expect, it } from 'vitest';

import { Live } from '../../src/api/schema.ts';
import { settle } from '../support/clock.ts';
import { apiForTest, samples, START } from './support.ts';

interface Heard {
  readonly id?: string;
  readonly event?: string;
  readonly data?: Live;
}

/** Reads server-sent events as a browser does (HTML, 9.2.6), and holds each to the documented schema. */
const listen = (answer: Response) => {
  const reader = answer.body?.getReader();
  if (reader === undefined) throw new Error('no body');
  const decoder = new TextDecoder();
  const heard: Heard[] = [];
  let ended = false;
  let text = '';
  const pump = async (): Promise<void> => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      text += decoder.decode(value, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s)));
        const data = fields['data'] === undefined ? undefined : Live.parse(JSON.parse(fields['data'] as string));
        if (data !== undefined) expect(fields['event']).toBe(data.kind);
        heard.push({ ...fields, ...(data === undefined ? {} : { data }) } as Heard);
      }
    }
    ended = true;
  };
  void pump();
  return { heard, leave: () => reader.cancel(), ended: () => ended, kinds: () => heard.map((h) => h.event) };
};

const watch = async (api: ReturnType<typeof apiForTest>, lastId?: string) => {
  const headers = lastId === undefined ? {} : { 'last-event-id': lastId };
  const { answer, status } = await api.ask('/api/live', { headers });
  expect(status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  expect(answer.headers.get('content-encoding')).toBeNull();
  const ears = listen(answer);
  await settle();
  return ears;
};

describe('the live stream', () => {
  it('says hello with where it stands, then tells everything as it is kept', async () => {
    const api = apiForTest();
    await api.store.journal.append([samples('router', [9_000])]);
    const { heard, leave } = await watch(api);
    expect(heard).toMatchObject([{ event: 'hello', id: '1', data: { resumed: false, version: '0.0.0-test' } }]);
    await api.store.journal.append([
      samples('router', [1_000], START + 1e6),
      {
        kind: 'samples',
        probe: 'ping',
        field: 'rtt',
        subject: { vantage: 'here' },
        samples: [{ at: START, value: 1 }],
      },
      { kind: 'gap', from: START, to: START + 1, reason: 'stalled' },
    ]);
    await settle();
    expect(heard.slice(1)).toMatchObject([
      { event: 'samples', data: { target: 'router', samples: [{ value: 1_000 }] } },
      { event: 'gap', id: '4' },
    ]);
    expect(heard[1]).not.toHaveProperty('id');
    await leave();
  });
  it('ticks every 5 s, and tells a state when it is another', async () => {
    const api = apiForTest();
    api.states.set('router', { word: 'up', since: START });
    const { heard, kinds, leave } = await watch(api);
    expect(kinds()).toEqual(['hello', 'state']);
    await api.clock.advance(5_000);
    expect(kinds()).toEqual(['hello', 'state', 'tick']);
    api.states.set('router', { word: 'down', since: START + 1e6 });
    await api.clock.advance(5_000);
    expect(heard.slice(3)).toMatchObject([
      { event: 'tick', data: { now: START + 10e6 } },
      { event: 'state', data: { target: 'router', state: { word: 'down' } } },
    ]);
    await leave();
  });
  it('goes on where a client left off', async () => {
    const api = apiForTest();
    const other = await watch(api); // keeps nothing alive by itself: what is kept is kept for all
    for (let i = 0; i < 3; i += 1) {
      await api.store.journal.append([samples('router', [i], START + i * 1e6)]);
      await settle();
    }
    const back = await watch(api, '1');
    expect(back.heard).toMatchObject([
      { event: 'hello', id: '1', data: { resumed: true } },
      { id: '2', data: { samples: [{ value: 1 }] } },
      { id: '3', data: { samples: [{ value: 2 }] } },
    ]);
    await other.leave();
    await back.leave();
  });
  it('tells a client to load anew when what it missed is no longer kept, or never was', async () => {
    const api = apiForTest();
    await api.store.journal.append([samples('router', [1])]);
    const early = await watch(api, '0');
    expect(early.heard).toMatchObject([{ event: 'hello', id: '1', data: { resumed: false } }]);
    const unknown = await watch(api, '99');
    expect(unknown.heard).toMatchObject([{ data: { resumed: false } }]);
    const many = Array.from({ length: 900 }, (_, i) => i);
    for (let i = 0; i < 30; i += 1) await api.store.journal.append([samples('router', many, START + i * 1e9)]);
    await settle();
    const late = await watch(api, '1');
    expect(late.heard).toMatchObject([{ data: { resumed: false } }]);
    expect(early.ended()).toBe(false);
    for (const ears of [early, unknown, late]) await ears.leave();
  });
  it('leaves out a huge report', async () => {
    const api = apiForTest();
    const { heard, leave } = await watch(api);
    await api.store.journal.append([
      {
        kind: 'run',
        id: 'r',
        at: START,
        tookMs: 1,
        probe: 'route',
        subject: { target: 'router', vantage: 'here' },
        outcome: { status: 'measured', values: { hops: 3 }, findings: [], report: 'x'.repeat(70_000) },
      },
    ]);
    await settle();
    expect(heard[1]).toMatchObject({ data: { outcome: { values: { hops: 3 }, report: null } } });
    await leave();
  });
  it('drops a client that does not read, not the memory', async () => {
    const api = apiForTest();
    let hungUp = 0;
    const slow = await api.app.request(
      'http://localhost/api/live',
      {},
      {
        incoming: { socket: { remoteAddress: '127.0.0.1', destroy: () => (hungUp += 1) } },
      },
    );
    const quick = await watch(api);
    const many = Array.from({ length: 900 }, (_, i) => i);
    for (let i = 0; i < 60; i += 1) {
      await api.store.journal.append([samples('router', many, START + i * 1e9)]);
      await settle();
    }
    expect(hungUp).toBe(1);
    expect(quick.ended()).toBe(false);
    expect(quick.heard).toHaveLength(61);
    await slow.body?.cancel();
    await quick.leave();
  });
  it('lets 200 watch, 100 of one address, and turns the next away', async () => {
    const api = apiForTest();
    const answers = [];
    for (let i = 0; i < 100; i += 1) answers.push(await api.ask('/api/live'));
    const late = await api.ask('/api/live');
    expect(late.status).toBe(503);
    expect(late.headers.get('retry-after')).toBe('30');
    expect((await api.ask('/api/live', { method: 'HEAD' })).status).toBe(200);
    for (let i = 0; i < 100; i += 1) answers.push(await api.ask('/api/live', {}, `192.0.2.${i}`));
    expect((await api.ask('/api/live', {}, '198.51.100.1')).status).toBe(503);
    await answers[0]?.answer.body?.cancel();
    const again = await api.ask('/api/live');
    expect(again.status).toBe(200);
    for (const { answer } of [...answers.slice(1), again]) await answer.body?.cancel();
  });
  it('ends with the service', async () => {
    const api = apiForTest();
    const { ended } = await watch(api);
    api.stop.abort();
    await settle();
    expect(ended()).toBe(true);
    expect((await api.ask('/api/live')).status).toBe(503);
    expect(api.bugs).toEqual([]);
    expect(api.clock.sleeping).toBe(0);
  });
  it('ends, and is reported, when the journal’s tail fails; the next client starts it again', async () => {
    let calls = 0;
    const plain = apiForTest();
    const api = apiForTest({
      journal: {
        head: () => plain.store.journal.head(),
        tail: (from, signal) => {
          calls += 1;
          if (calls > 1) return plain.store.journal.tail(from, signal);
          throw new Error('disk gone');
        },
      },
    });
    const first = await watch(api);
    expect(first.ended()).toBe(true);
    expect(api.bugs).toMatchObject([{ message: 'disk gone' }]);
    const second = await watch(api);
    expect(second.ended()).toBe(false);
    await second.leave();
  });
});
