import type { Finding } from '../domain/finding.ts';
import type { FailureReason, Outcome } from '../domain/outcome.ts';
import type { Net, NetFailure } from '../net/net.ts';
import type { Aim } from './probe.ts';

type Failed = Outcome<never>;

const failed = (reason: FailureReason, detail: string, findings: readonly Finding[] = []): Failed => ({
  status: 'failed',
  reason,
  detail,
  findings,
});

/** The name has no address that could be probed. */
export const notResolved = ({ address }: Aim, failure: NetFailure): Failed => {
  const { reason, detail } = failure;
  // Nobody could be asked, or nobody answered: that says nothing of the name.
  if (reason !== 'no-address') return networkFailed(failure);
  return failed('no-address', detail, [
    { code: 'name-not-resolved', severity: 'fail', evidence: { name: address, why: reason } },
  ]);
};

/** No echo can be sent: why, and what would change it. */
export const noEngine = ({ engineMissing }: Pick<Net, 'engineMissing'>): Failed => {
  const { why, remedy } = engineMissing ?? { why: 'there is no echo engine', remedy: '' };
  return failed('not-allowed', why, [
    { code: 'icmp-not-allowed', severity: 'warn', evidence: { why }, ...(remedy === '' ? {} : { remedy }) },
  ]);
};

/** What the network said, in the words of an outcome. */
export const networkFailed = ({ reason, detail }: NetFailure): Failed => failed(REASONS[reason], detail);

const REASONS: Readonly<Record<NetFailure['reason'], FailureReason>> = {
  timeout: 'timeout',
  refused: 'refused',
  reset: 'refused',
  unreachable: 'unreachable',
  failed: 'unreachable',
  'no-route': 'no-route',
  'no-address': 'no-address',
  'not-allowed': 'not-allowed',
  unsupported: 'unsupported',
  cancelled: 'cancelled',
};
