import { expect, it } from 'vitest';

import { tlsFailure } from '../../../src/net/tls/failures.ts';

it("is told by OpenSSL's reason, without what differs from time to time", () => {
  const message =
    '80DC4A41EB7F0000:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../ssl3_record.c:350:\n';
  const error = Object.assign(new Error(message), {
    code: 'ERR_SSL_WRONG_VERSION_NUMBER',
    reason: 'wrong version number',
  });
  expect(tlsFailure('a.example', error).detail).toBe(
    'a.example speaks no TLS that is understood here: wrong version number',
  );
});
