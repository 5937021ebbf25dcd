import { expect, it } from 'vitest';

import { alertName } from '../../src/wire/tls-alert.ts';

it('an alert has the name that RFC 8446 gives it', () => {
  expect([40, 70, 112, 120].map(alertName)).toEqual([
    'handshake_failure',
    'protocol_version',
    'unrecognized_name',
    'no_application_protocol',
  ]);
  expect(alertName(255)).toBeUndefined();
});
