import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { beforeEach, describe, expect, it } from 'vitest';

import type { EventList, Run, RunList } from '../../src/api/schema.ts';
import type { Event } from '../../src/domain/entry.ts';
import { labMissing } from './lab.ts';
import { run } from './namespaces.ts';
import { type Service, startService } from './service.ts';
import { startTalker } from './talk.ts';
import { toolMissing } from './tools.ts';
import { configOf } from './two-lines/config.ts';
import { openTwoLines } from './two-lines/open.ts';
import { LINES, NEXT_DSL_EGRESS, SERVICES } from './two-lines/topology.ts';

const missing =
  labMissing() ?? ['nft', 'iptables', 'openssl'].map((tool) => toolMissing(tool)).find((m) => m !== undefined);
beforeEach((ctx) => ctx.skip(missing !== undefined, missing));

/** Names of the lab that lead to the far side. */
const [REFUSES, FILTERED, FAILS] = ['api.ipify.org', 'echo.lab', 'one.one.one.one'] as const;
const PAGES = fileURLToPath(new URL('./addresses/pages.mjs', import.meta.url));
const TOKEN = 'abcdefghijklmnopqrst';
const SITES = `token: ${TOKEN}
addresses: {registry: false}
geoip: {trace: false}
sites_that_refuse:
  wiki: {url: "https://${REFUSES}/edit", text: open proxy, lines: [dsl, lte]}
  films: {url: "https://${FILTERED}/", lines: [dsl, lte]}
  news: {url: "https://${FAILS}/", lines: [dsl, lte]}
`;
const POLL = 200;

const until = async <T>(what: string, look: () => Promise<T | undefined>): Promise<T> => {
  for (const end = performance.now() + 60_000; performance.now() < end; await setTimeout(POLL)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(`not within a minute: ${what}`);
};
const asker = ({ url }: Service) => {
  const get = async <T>(path: string): Promise<T> => {
    const answer = await fetch(`${url}${path}`);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  return {
    events: async (type: Event['type']) =>
      (await get<EventList>(`/api/events?from=-1h&limit=1000&types=${type}`)).events.toReversed(),
    runs: async (probe: string) => (await get<RunList>(`/api/runs?from=-1h&limit=500&probe=${probe}`)).runs,
    /** One of the checks of the config, now. */
    check: async (target: string, via: string): Promise<Run['outcome']> => {
      const answer = await fetch(`${url}/api/checks`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
        body: JSON.stringify({ probe: 'refusal', target, via }),
      });
      if (!answer.ok) throw new Error(`${target} over ${via}: ${answer.status} ${await answer.text()}`);
      return ((await answer.json()) as Run).outcome;
    },
  };
};
const certificateFor = (folder: string, names: readonly string[]) => {
  const [key, certificate] = [join(folder, 'sites.key'), join(folder, 'sites.pem')];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
  const subject = ['-subj', '/CN=sites', '-addext', `subjectAltName=${names.map((n) => `DNS:${n}`).join(',')}`];
  execFileSync('openssl', ['req', ...kind, ...subject, '-keyout', key, '-out', certificate], { stdio: 'pipe' });
  return { key, certificate };
};
const said = (events: EventList['events']): readonly string[] =>
  events.map(({ subject, evidence: { code, on } }) => {
    const over = subject?.via === subject?.target ? '' : `/${subject?.via ?? ''}`;
    return `${String(code)} ${on === undefined ? 'once' : String(on)} ${subject?.target ?? ''}${over}`;
  });

describe('who the world takes a house with two lines for', { retry: 1 }, () => {
  it('is told by line: who refuses, what is filtered, that an address is new, and nothing of an outage', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'plumbline-addresses-'));
    const two = await openTwoLines();
    const { lab } = two;
    const closers: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true }), () => two.close()];
    try {
      const tls = certificateFor(folder, [REFUSES, FILTERED, FAILS]);
      const sites = { addresses: SERVICES, tls, refused: LINES.lte.egress, refuses: REFUSES, fails: FAILS };
      const inside = ['netns', 'exec', lab.namespace('internet'), process.execPath, PAGES, JSON.stringify(sites)];
      const pages = await startTalker('ip', inside);
      closers.push(() => pages.close());
      // The DSL provider cuts whatever says that name.
      const isp = ['netns', 'exec', lab.namespace('dslisp')];
      const match = ['-p', 'tcp', '--dport', '443', '-m', 'string', '--algo', 'bm', '--string', FILTERED];
      run('ip', [...isp, 'iptables', '-A', 'FORWARD', ...match, '-j', 'REJECT', '--reject-with', 'tcp-reset']);

      const config = `${configOf({ vantage: 'router' })}${SITES}`;
      const env = { NODE_EXTRA_CA_CERTS: tls.certificate };
      const service = await startService(lab, { folder, machine: 'router', config, env });
      closers.push(() => service.kill('SIGKILL'));
      const ask = asker(service);
      const findings = async () => said(await ask.events('address-finding'));
      await until('both lines are up, and their addresses known', async () => {
        const [states, seen] = [await ask.events('state-changed'), await ask.events('egress-changed')];
        const isWell = (line: string): boolean =>
          states.findLast((e) => e.subject?.target === line)?.evidence['to'] === 'up' &&
          seen.some((e) => e.subject?.target === line);
        return (isWell('dsl') && isWell('lte')) || undefined;
      });

      // A site that is down for everybody is the trouble of none of the lines.
      await ask.check('news', 'dsl');
      await ask.check('news', 'lte');
      await pages.ask({ down: true });
      for (const line of ['dsl', 'lte', 'dsl', 'lte'])
        expect(await ask.check('news', line), line).toMatchObject({ status: 'failed' });

      await ask.check('wiki', 'dsl');
      expect(await ask.check('wiki', 'lte')).toMatchObject({ report: { refuses: true, title: REFUSES } });
      await ask.check('films', 'lte');
      expect(await ask.check('films', 'dsl')).toMatchObject({ status: 'failed', reason: 'refused' });
      await ask.check('films', 'lte');
      await ask.check('films', 'dsl');

      // Another address while the line is dark for a moment, so that it is looked at closely.
      await lab.link('dsl').set({ cut: true });
      await two.changeAddress();
      await setTimeout(5_000);
      await lab.link('dsl').set({ cut: false });
      await until(
        'the address is another',
        async () => (await findings()).includes('address-changed once dsl') || undefined,
      );
      const changed = (await ask.events('address-finding')).find((e) => e.evidence['code'] === 'address-changed');
      expect(changed?.evidence).toMatchObject({ from: LINES.dsl.egress, to: NEXT_DSL_EGRESS, family: 4 });
      const filter = await until('what is filtered is diagnosed', async () =>
        (await ask.events('address-finding')).find((e) => e.evidence['code'] === 'filtered'),
      );
      expect(filter.evidence).toMatchObject({ line: 'dsl', worksOver: 'lte', verdict: 'name-filtered' });
      await until('the new address is asked about', async () => {
        const after = (runs: readonly Run[]): boolean =>
          runs.some((r) => r.subject.via === 'dsl' && r.at > (changed?.at ?? 0) + 10_000_000);
        const asked = [await ask.runs('address'), await ask.runs('geoip')];
        return asked.every(after) || undefined;
      });
      expect((await findings()).toSorted()).toEqual([
        'address-changed once dsl',
        'filtered true films/dsl',
        'site-refuses true wiki/lte',
      ]);
    } finally {
      for (const close of closers.toReversed()) await close();
    }
  });
});
