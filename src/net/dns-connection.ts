import { randomInt } from 'node:crypto';

import type { Clock } from '../domain/clock.ts';
import type { Millis } from '../domain/time.ts';
import { DNS_PORT, dnsQuery, readDnsAnswer, type DnsQuestion } from '../wire/dns.ts';
import { DnsFrames, frameDns } from '../wire/dns-frames.ts';
import { childSignal } from './child-signal.ts';
import { dnsSeen, type DnsSeen, type DnsServer } from './dns.ts';
import type { Net, NetFailure, NetResult, Standing } from './net.ts';

/** Messages that answer nothing; whoever sends more is no resolver. */
const MOST_UNRELATED = 64;

/** How a connection ended, where others ended it: in good order, as resolvers do after some idle seconds, or not. */
export interface Ended {
  readonly how: 'closed' | 'broken';
  readonly detail: string;
}
type Waiting = (bytes: Uint8Array | undefined) => boolean;

/**
 * A connection to a resolver that is kept, and asked now and then (RFC 7766): whether one that stood before a failover
 * stands after it. One question at a time; a server may close it when nothing was asked for some seconds (6.2.3).
 */
export class DnsConnection {
  readonly #clock: Clock;
  readonly #server: DnsServer;
  readonly #standing: Standing;
  readonly #frames = new DnsFrames();
  #waiting: Waiting | undefined;
  #unrelated = 0;
  #isOver = false;
  #ended: Ended | undefined;

  private constructor(clock: Clock, server: DnsServer, standing: Standing) {
    this.#clock = clock;
    this.#server = server;
    this.#standing = standing;
    const { stream } = standing;
    stream.on('data', (chunk: Uint8Array) => this.#hear(chunk));
    stream.once('end', () => this.#end({ how: 'closed', detail: `${server.address} closed the connection` }));
    stream.once('error', (error) => this.#end({ how: 'broken', detail: error.message }));
    stream.once('close', () => this.#end({ how: 'broken', detail: `the connection to ${server.address} ended` }));
  }
  /** Connects. The signal is that of the connecting alone. */
  static async open(
    { net, clock }: { readonly net: Net; readonly clock: Clock },
    server: DnsServer,
    timeout: Millis,
    signal: AbortSignal,
  ): Promise<NetResult<{ readonly connection: DnsConnection }>> {
    const opened = await net.stream(server.address, server.port ?? DNS_PORT, timeout, signal);
    return opened.ok ? { ok: true, connection: new DnsConnection(clock, server, opened) } : opened;
  }
  /** Undefined while it stands, and where it was closed here. */
  get ended(): Ended | undefined {
    return this.#ended;
  }
  info(): ReturnType<Standing['info']> {
    return this.#standing.info();
  }
  /** As `askDns`; `failed` where the connection is over, by then or meanwhile. It goes on after a `timeout`. */
  async ask(question: DnsQuestion, timeout: Millis, signal: AbortSignal): Promise<DnsSeen> {
    if (this.#waiting !== undefined)
      throw new Error('a second question was asked of a connection before the first was over');
    const { address } = this.#server;
    if (this.#isOver) return this.#over();
    const id = randomInt(0x1_0000);
    const at = this.#clock.now();
    const begun = this.#clock.elapsed();
    const waiting = childSignal(signal);
    let seen: DnsSeen | undefined;
    this.#waiting = (bytes) => {
      const said = bytes === undefined ? undefined : readDnsAnswer(bytes, id, question);
      if (bytes !== undefined && said === undefined) return false;
      const tookMicros = Math.round((this.#clock.elapsed() - begun) * 1_000);
      seen =
        said === undefined ? this.#over() : dnsSeen(said, address, question, { rcode: said.rcode, at, tookMicros });
      waiting.end();
      return true;
    };
    this.#standing.stream.write(frameDns(dnsQuery(id, question)));
    await this.#clock.sleep(timeout, waiting.signal);
    waiting.end();
    this.#waiting = undefined;
    if (seen !== undefined) return seen;
    if (signal.aborted) return { ok: false, reason: 'cancelled', detail: 'cancelled' };
    return {
      ok: false,
      reason: 'timeout',
      detail: `${address} did not answer over the connection within ${timeout} ms`,
    };
  }
  close(): void {
    this.#isOver = true;
    this.#standing.close();
    this.#waiting?.(undefined);
  }

  #over(): NetFailure {
    const { detail } = this.#ended ?? { detail: 'the connection is closed' };
    return { ok: false, reason: 'failed', detail };
  }
  #hear(chunk: Uint8Array): void {
    for (const message of this.#frames.take(chunk)) {
      if (this.#waiting?.(message) === true) continue;
      this.#unrelated += 1;
      if (this.#unrelated < MOST_UNRELATED) continue;
      this.#end({
        how: 'broken',
        detail: `${this.#server.address} sent ${MOST_UNRELATED} messages that are no answer`,
      });
      return;
    }
  }
  #end(ended: Ended): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#ended = ended;
    this.#standing.close();
    this.#waiting?.(undefined);
  }
}
