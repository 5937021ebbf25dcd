import { createHash } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { buildOwnerApi, type OwnerDeps } from '../../../src/api/owner/app.ts';
import { fakeProbes } from '../../support/fake-probes.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { echoes, S, UPLINKS } from '../lines/support.ts';
import { START } from '../support.ts';

const owner = async (more: Partial<OwnerDeps> = {}) => {
  const { journal, query } = memoryStore();
  await journal.append([echoes('dsl', [10_000, null, 20_000])]);
  return buildOwnerApi({
    query,
    probes: fakeProbes,
    backup: () => Promise.resolve({ ok: false, why: 'not here' }),
    onBug: () => undefined,
    ...more,
  });
};
const PERIOD = `from=${START}&to=${START + 60 * S}`;

describe('the owner of a record', () => {
  it('makes the report and its echoes, that fit each other', async () => {
    const app = await owner({ uplinks: UPLINKS });
    const page = await (await app.request(`/report?line=dsl&${PERIOD}`)).text();
    const csv = await (await app.request(`/report.csv?line=dsl&${PERIOD}`)).text();
    expect(csv.split('\n')).toHaveLength(5);
    expect(page).toContain(createHash('sha256').update(csv).digest('hex'));
    expect(page).toContain('href="plumbline-dsl-20260528T202640Z-20260528T202740Z.csv"');
    expect(page).toContain('DSL');
  });
  it('tells who the world thinks one is where a service runs, and else that none does', async () => {
    const told = { now: START, vantage: 'here', places: [], sites: [] };
    const addresses = (): Promise<never> => Promise.resolve(told as never);
    expect(await (await (await owner({ addresses })).request('/addresses')).json()).toEqual(told);
    const none = await (await owner()).request('/addresses');
    expect(none.status).toBe(503);
    expect(await none.text()).toContain('only a running one knows who the world thinks you are');
  });
  it('also of a line that the config does not name any more', async () => {
    const page = await (await (await owner()).request(`/report?line=dsl&${PERIOD}`)).text();
    expect(page).toContain('seen from “here”');
    expect(page).not.toMatch(/undefined|NaN/);
  });
  it.each([
    [`line=dsx&${PERIOD}`, 404, 'perhaps dsl'],
    [`line=dsl&from=1&to=${32 * 86_400 * S}`, 400, '31 days'],
    ['line=dsl&from=x&to=2', 400, 'epoch microseconds'],
    [`line=${'x'.repeat(254)}&${PERIOD}`, 400, '253'],
  ])('refuses %s', async (query, status, expected) => {
    for (const path of ['/report', '/report.csv']) {
      const answer = await (await owner()).request(`${path}?${query}`);
      expect(answer.status).toBe(status);
      expect(await answer.text()).toContain(expected);
    }
  });
  it('knows how the lines stand where it is a running service, and says so where not', async () => {
    const lines = { now: START, vantage: 'here', lines: [] };
    const app = await owner({ lines: () => Promise.resolve(lines) });
    expect(await (await app.request('/lines')).json()).toEqual(lines);
    const answer = await (await owner()).request('/lines');
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('No service runs on this record');
  });
});
