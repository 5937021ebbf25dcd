import type { ExchangeSeen } from '../domain/ask.ts';
import type { Contest } from './contest.ts';
import type { Fate } from './trial.ts';

const AFFECTED: Readonly<Record<Contest['kind'], string>> = {
  fine: 'no transfer',
  once: 'the first transfer alone',
  size: 'transfers in full packets alone',
  slow: 'transfers in full packets alone',
  partial: 'some of the transfers in full packets',
  always: 'every transfer, whatever the size of its packets',
  flaky: 'now this transfer, now that',
};
const FATES: Readonly<Record<Fate, string>> = {
  fast: 'it went well',
  slow: 'it stood still for a while, and went on',
  stuck: 'it stood still',
  unheard: 'it was not answered',
  refused: 'it was refused',
  unreachable: 'it could not be sent there',
  cut: 'it was cut off',
  garbage: 'what came back is not what was asked for',
  untold: 'it was not made',
};
/** Which transfers did not go as they should, and how: "every transfer, …", "it stood still". */
export const affectedWords = (kind: Contest['kind']): string => AFFECTED[kind];
export const fateWords = (fate: Fate): string => FATES[fate];

const ENDS: Readonly<Record<ExchangeSeen['end'], string>> = {
  done: 'done',
  timeout: 'stood still',
  refused: 'refused',
  reset: 'reset',
  closed: 'closed',
  unreachable: 'not reached',
  'no-route': 'no route',
  'not-allowed': 'not allowed here',
  'tls-failed': 'answered without TLS',
  garbage: 'answered without HTTP',
  unsupported: 'not possible here',
  cancelled: 'not made',
};
const STAGES: Readonly<Record<ExchangeSeen['stage'], string>> = {
  connect: 'while connecting',
  tls: 'in the TLS handshake',
  upload: 'while sending',
  answer: 'while the answer was to come',
  done: 'at the end',
};
/** How an exchange ended, and where: "stood still in the TLS handshake". */
export const endWords = ({ end, stage, alert }: ExchangeSeen): string =>
  alert === undefined && (end === 'tls-failed' || end === 'garbage')
    ? ENDS[end]
    : `${alert === undefined ? ENDS[end] : 'refused'} ${STAGES[stage]}`;
