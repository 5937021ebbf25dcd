import { expect, it } from 'vitest';

import { jsonLine, standingOf } from '../../src/cli/checked.ts';
import { microsOf } from '../../src/domain/time.ts';

it('is a line that no terminal acts upon, and the same when it is read', () => {
  const detail = 'a\u001b[31m\u009b31m\u202eb\u2028c\n';
  const line = jsonLine({
    probe: 'headers',
    subject: { target: 't', vantage: 'v' },
    at: microsOf(0),
    outcome: { status: 'failed', reason: 'unreachable', detail, findings: [] },
  });
  expect(line).toMatch(/^[ -~]+\n$/);
  expect(JSON.parse(line)).toMatchObject({ detail });
});
it('what could not be settled is not measured, as `diagnose` tells it', () => {
  const found = (severity: 'warn' | 'fail') => ({ code: 'inconclusive' as const, severity, evidence: {} });
  const of = (...findings: readonly ReturnType<typeof found>[]) =>
    standingOf({
      probe: 'mtu',
      subject: { target: 't', vantage: 'v' },
      at: microsOf(0),
      outcome: { status: 'measured', values: {}, findings, report: {} },
    });
  expect(of(found('warn'))).toBe('unmeasured');
  expect(of(found('fail'))).toBe('fail');
  expect(of()).toBe('ok');
});
