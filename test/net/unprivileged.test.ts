import { spawnSync } from 'node:child_process';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { bundle } from '../support/bundle.ts';
import { enterOwnNetwork, OWN, ownNetworkMissing, type OwnNetwork } from '../support/own-network.ts';

const missing = ownNetworkMissing();
const NOBODY = ['--reuid=65534', '--regid=65534', '--clear-groups', '--bounding-set=-all', '--inh-caps=-all'];

describe.skipIf(missing !== undefined)(`without privileges (${missing ?? 'root'})`, () => {
  let network: OwnNetwork | undefined;
  let built: Awaited<ReturnType<typeof bundle>> | undefined;
  beforeAll(async () => {
    built = await bundle('src/net/open.ts');
    network = await enterOwnNetwork();
  });
  afterAll(() => {
    network?.close();
    built?.remove();
  });

  it('a line is reached by source and device; a mark and a namespace say what they want; routes are heard', () => {
    const script = `
const { openNet } = await import(${JSON.stringify(built?.path)});
const sleep = (ms, signal) => new Promise((resolve) => {
  const timer = setTimeout(resolve, ms);
  signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
});
const clock = { now: () => Date.now() * 1000, elapsed: () => performance.now(), sleep };
const net = openNet({ clock, echo: { why: '', remedy: '' } });
const never = new AbortController().signal;
const request = { address: '${OWN[4].far}', port: 9, payload: new Uint8Array(1), timeout: 2000, isAnswer: () => true };
const bindings = [{ source: '${OWN[4].local}' }, { device: 'v0' }, { mark: 7 }, { namespace: '${network?.far ?? ''}' }];
const tell = (seen) => console.log(JSON.stringify(seen));
for (const binding of bindings) tell(await net.via(binding).datagram(request, never));
const { stream, ...standing } = await net.via({ device: 'v0' }).stream('${OWN[4].far}', 9, 2000, never);
tell(standing);
for await (const change of net.via({ device: 'v0' }).routeChanges(never)) {
  tell(change);
  break;
}`;
    const args = [...NOBODY, process.execPath, '--input-type=module', '-e', script];
    const { stdout, stderr } = spawnSync('setpriv', args, { encoding: 'utf8', timeout: 15_000 });
    expect(stderr).toBe('');
    const told = stdout
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(told).toMatchObject([
      { reason: 'refused', detail: `nobody listens at ${OWN[4].far} port 9` },
      { reason: 'refused', detail: `nobody listens at ${OWN[4].far} port 9` },
      { reason: 'not-allowed', detail: expect.stringContaining('mark 7, which wants CAP_NET_ADMIN') },
      { reason: 'not-allowed', detail: expect.stringContaining('CAP_SYS_ADMIN') },
      { reason: 'refused' },
      { at: expect.any(Number) },
    ]);
  });
});
