import { expect, it } from 'vitest';

import { missingDevices } from '../../src/config/missing-devices.ts';
import type { Uplink } from '../../src/config/config.ts';
import { lineNamed } from '../watch/lines/house.ts';

const uplink = (binding: Uplink['binding']): Uplink => ({ ...lineNamed('dsl'), binding, anchors: [] });
const missing = (binding: Uplink['binding']) =>
  missingDevices({ uplinks: [uplink(binding)], targets: [] }, ['eth0', 'lo']);

it('a device that is not here is told with what there is', () => {
  expect(missing({ device: 'ppp0' })).toEqual([
    { path: 'uplinks.dsl.via.device', found: '"ppp0", which is not here', expected: 'one of eth0, lo' },
  ]);
  expect(missing({ vrf: 'eth1' })).toMatchObject([{ path: 'uplinks.dsl.via.vrf', nearest: 'eth0' }]);
});
it('one that is here, and what is in a namespace, is well', () => {
  expect([...missing({ device: 'eth0' }), ...missing({ device: 'ppp0', namespace: 'isp' }), ...missing({})]).toEqual(
    [],
  );
});
