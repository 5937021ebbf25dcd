import { z } from 'zod';

import { DAY, SECOND } from '../../domain/time.ts';
import type { Context } from '../probe.ts';
import { published } from '../web/published.ts';
import { PORTAL_WORDS, type HstsReport } from './report.ts';

const MOST_BYTES = 16 * 1_024;
const MOST_MESSAGE = 500;
const answer = z.object({
  name: z.string(),
  status: z.enum(PORTAL_WORDS),
  message: z.string().optional(),
  bulk: z.boolean().optional(),
});
type Portal = NonNullable<HstsReport['portal']>;

/** What hstspreload.org says of a name, asked once a day at most; or why nothing is known. Its words are kept as they came, bounded. */
export const askPortal = async (
  host: string,
  portal: string,
  ctx: Pick<Context, 'net' | 'clock' | 'signal' | 'cache'>,
): Promise<Portal> => {
  const url = new URL(portal);
  url.searchParams.set('domain', host);
  const wrongWith = (bytes: Uint8Array): string | undefined => {
    const read = answerIn(bytes);
    return read?.name.toLowerCase() === host ? undefined : `${url.host} says nothing of ${host}`;
  };
  const limits = { mostBytes: MOST_BYTES, timeout: 10 * SECOND, freshFor: DAY };
  const got = await published({ url: url.href, ...limits, wrongWith, headers: { Accept: 'application/json' } }, ctx);
  if (!got.ok) return { why: got.detail };
  const read = answerIn(got.bytes);
  if (read === undefined) return { why: `${url.host} says nothing of ${host}` };
  const { status, message = '', bulk } = read;
  return {
    status,
    ...(message === '' ? {} : { message: message.slice(0, MOST_MESSAGE) }),
    ...(bulk === undefined ? {} : { bulk }),
  };
};

const answerIn = (bytes: Uint8Array): z.infer<typeof answer> | undefined => {
  try {
    return answer.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8'))).data;
  } catch {
    return undefined; // no JSON
  }
};
