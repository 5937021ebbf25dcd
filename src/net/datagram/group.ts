import type { Clock } from '../../domain/clock.ts';
import { beyondSource } from '../binding.ts';
import type { OpenLibc } from '../libc/libc.ts';
import type { Binding, GroupAnswer, GroupRequest, NetResult } from '../net.ts';
import { kernelGroup } from './kernel-group.ts';
import { plainGroup } from './plain-group.ts';
import { CANCELLED, failure, type Sending, sendingOf } from './sending.ts';

export interface GroupAnswers {
  readonly answers: readonly GroupAnswer[];
}
/**
 * One datagram out, to a group (or to one place that may answer from another port), and what comes back until the time is
 * over or enough have answered, on a socket of its own that is not connected: whoever is on the way may answer, and who
 * asks must look. No answer at all is one, too. A group is reached two hops far (UPnP Device Architecture 1.1, 1.1.3).
 */
export const askGroup = async (
  request: GroupRequest,
  binding: Binding,
  { clock, openLibc }: { readonly clock: Clock; readonly openLibc: OpenLibc },
  signal: AbortSignal,
): Promise<NetResult<GroupAnswers>> => {
  const sending: Sending<GroupRequest> = sendingOf(request, binding, signal);
  const opened = await openLibc();
  if (signal.aborted) return CANCELLED;
  if (opened.ok) return kernelGroup(opened.libc, clock, sending);
  const what = beyondSource(binding);
  if (what === undefined) return plainGroup(sending);
  return failure('unsupported', `a group cannot be asked by ${what} here, only from a source (${opened.why})`);
};
