import type { InfluxAccess } from '../../../domain/influx.ts';
import { StoreUnreachable } from '../../journal.ts';
import { saidIn } from '../answers.ts';
import { causeOf } from '../ask.ts';
import { bounded, unlessAborted } from '../bounded.ts';
import { authorization, withoutSecrets } from '../secrets.ts';
import { StatementTables, type Table } from './tables.ts';

/** Answers with the tables of each statement, in order. Throws `StoreUnreachable`, with what InfluxDB said. */
export type Ask = (statements: readonly string[]) => Promise<readonly (readonly Table[])[]>;

/** Proxies take addresses of 8 kB. */
const MAX_ADDRESS = 6_000;
const MAX_ANSWER = 128 * 1024 * 1024;
/** So many requests of one question at a time: the server has other things to do. */
const AT_ONCE = 2;

interface AskOptions {
  /** Bytes of one answer. */
  readonly maxAnswer?: number;
  /** Once aborted, no answer is waited for. */
  readonly signal?: AbortSignal;
}
const notAborted = new AbortController().signal;

/** GET alone: it can change nothing. Chunked, so that no answer has to lie anywhere as a whole. */
export const influxAsk = (access: InfluxAccess, options: AskOptions = {}): Ask => {
  const { maxAnswer = MAX_ANSWER, signal = notAborted } = options;
  const { host } = new URL(access.url);
  const fail = (why: string): never => {
    // A server may repeat what it was sent.
    throw new StoreUnreachable(`InfluxDB at ${host} ${withoutSecrets(why, access)}`);
  };
  const fixed = new URLSearchParams({ db: access.database, epoch: 'u', chunked: 'true' });
  if (access.retentionPolicy !== undefined) fixed.set('rp', access.retentionPolicy);

  const tablesOf = async (text: string, count: number, until: AbortSignal): Promise<readonly (readonly Table[])[]> => {
    const tables = new StatementTables(count);
    const answer = await fetch(`${access.url}/query?${fixed.toString()}&q=${text}`, {
      headers: { ...authorization(access) },
      redirect: 'error',
      signal: until,
    });
    for await (const line of linesOf(answer.body, maxAnswer)) {
      const problem = answer.ok ? tables.add(line) : saidIn(line, access) || undefined;
      if (problem !== undefined) return fail(`answers ${answer.status}: ${problem}`);
    }
    return answer.ok ? tables.all : fail(`answers ${answer.status}`);
  };
  const answerOf = async (text: string, count: number): Promise<readonly (readonly Table[])[]> => {
    const over = bounded(signal, access.timeout);
    try {
      return await unlessAborted(tablesOf(text, count, over.signal), over.signal);
    } catch (error) {
      if (error instanceof StoreUnreachable) throw error;
      return fail(
        over.timedOut()
          ? `took more than ${access.timeout / 1_000} s`
          : `does not answer: ${saidIn(causeOf(error), access)}`,
      );
    } finally {
      over.end();
    }
  };
  return async (statements) => {
    const requests = inRequests(statements);
    const answers: (readonly (readonly Table[])[])[] = [];
    for (let i = 0; i < requests.length; i += AT_ONCE)
      answers.push(...(await Promise.all(requests.slice(i, i + AT_ONCE).map((r) => answerOf(r.text, r.count)))));
    return answers.flat();
  };
};

/** As many statements in each as an address holds. */
const inRequests = (statements: readonly string[]): readonly { readonly text: string; readonly count: number }[] => {
  const requests: { text: string; count: number }[] = [];
  for (const statement of statements) {
    const text = encodeURIComponent(statement);
    const last = requests.at(-1);
    if (last !== undefined && last.text.length + text.length < MAX_ADDRESS) {
      last.text += `%3B${text}`; // a bare one would end the parameter
      last.count += 1;
    } else requests.push({ text, count: 1 });
  }
  return requests;
};

/** One JSON object a line. */
async function* linesOf(body: ReadableStream<Uint8Array> | null, most: number): AsyncGenerator<string> {
  if (body === null) return;
  const decoder = new TextDecoder();
  let rest: string[] = [];
  let bytes = 0;
  for await (const piece of body) {
    bytes += piece.length;
    if (bytes > most) throw new Error(`an answer of more than ${most} bytes`);
    const [first = '', ...more] = decoder.decode(piece, { stream: true }).split('\n');
    rest.push(first);
    for (const next of more) {
      yield rest.join('');
      rest = [next];
    }
  }
  if (rest.length > 0) yield rest.join('');
}
