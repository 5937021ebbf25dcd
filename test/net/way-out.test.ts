import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { thisMachine } from '../../src/net/way-out.ts';
import { bundle } from '../support/bundle.ts';
import { enterOwnNetwork, ip, OWN, ownNetworkMissing } from '../support/own-network.ts';

const LINK_LOCAL = 'fe80::77:9';
const missing = ownNetworkMissing();
describe.skipIf(missing !== undefined)(`the ways out of this machine (${missing ?? 'root'})`, () => {
  let network: { readonly close: () => void } | undefined;
  let built: Awaited<ReturnType<typeof bundle>> | undefined;
  beforeAll(async () => {
    built = await bundle('src/net/way-out.ts');
    network = await enterOwnNetwork();
    // Not a tentative one, which nobody may use yet (RFC 4862, 2).
    ip(`addr add ${LINK_LOCAL}/64 dev v0 nodad`);
  });
  afterAll(() => {
    network?.close();
    built?.remove();
  });

  it('are interfaces, whether they are up or not, and addresses', () => {
    ip('link add down0 type veth peer name down1');
    const { devices, addresses } = thisMachine.waysOut();
    expect(devices).toEqual(expect.arrayContaining(['lo', 'v0', 'down0']));
    expect(addresses).toEqual(expect.arrayContaining([OWN[4].local, OWN[6].local]));
    expect(addresses).toContain(`${LINK_LOCAL}%v0`);
    expect(addresses).not.toContain('127.0.0.1');
  });

  it('are there, each for itself', async () => {
    for (const source of ['127.0.0.9', OWN[4].local, OWN[6].local, `${LINK_LOCAL}%v0`, LINK_LOCAL])
      expect(await thisMachine.noWayOut({ device: 'v0', source, mark: 7 }, ['v0', 'lo'])).toEqual([]);
  });

  it('are told where they are not', async () => {
    const told = await thisMachine.noWayOut({ device: 'v9', source: '192.0.2.1' }, ['nope']);
    expect(told.map(({ part, given, why }) => [part, given, why])).toEqual([
      ['zone', 'nope', 'none'],
      ['device', 'v9', 'none'],
      ['source', '192.0.2.1', 'none'],
    ]);
    const [v6] = await thisMachine.noWayOut({ source: '2001:db8::1' }, []);
    expect(v6).toMatchObject({ part: 'source', why: 'none', detail: expect.stringContaining('EADDRNOTAVAIL') });
  });

  it('want a privilege for a mark, and none for a device', () => {
    const script = `
const { thisMachine } = await import(${JSON.stringify(built?.path)});
console.log(JSON.stringify(await thisMachine.noWayOut({ device: 'v0', mark: 7 }, ['v0'])));`;
    const dropped = ['--reuid=65534', '--regid=65534', '--clear-groups', '--bounding-set=-all', '--inh-caps=-all'];
    const args = [...dropped, process.execPath, '--input-type=module', '-e', script];
    const told = JSON.parse(execFileSync('setpriv', args, { encoding: 'utf8' })) as object[];
    expect(told).toEqual([expect.objectContaining({ part: 'mark', why: 'not-allowed' })]);
  });
});
