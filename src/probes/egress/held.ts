import { SECOND, type Millis } from '../../domain/time.ts';
import { DnsConnection } from '../../net/dns-connection.ts';
import type { Context } from '../probe.ts';

export type Word = 'survived' | 'broken' | 'unknown';

const OPENING: Millis = 3 * SECOND;
/** TCP sends again three times in that (RFC 6298). */
const ANSWERED_WITHIN: Millis = 2 * SECOND;
const REOPENED_AFTER: Millis = 10 * SECOND;
/** What broke so long before the address was seen to be another was ended by the same. */
const BROKE_BEFORE: Millis = 60 * SECOND;
/** What is out for longer may be sent again only after the verdict (RFC 6298, 5.5: twice as late each time). */
const BACKED_OFF: Millis = SECOND;
/** As small as a question can be, and so is its answer. */
const QUESTION = { name: '.', type: 'A' } as const;

/** A TCP connection that is kept through everything, with a question now and then, to tell whether others live on. */
export class HeldConnection {
  readonly #address: string;
  readonly #every: Millis;
  readonly #ctx: Pick<Context, 'net' | 'clock' | 'signal'>;
  #connection: DnsConnection | undefined;
  /** The question that is out. */
  #asking: Promise<boolean> | undefined;
  #askedAt: Millis = 0;
  #brokeAt = Number.NEGATIVE_INFINITY;

  constructor(address: string, every: Millis, ctx: Pick<Context, 'net' | 'clock' | 'signal'>) {
    this.#address = address;
    this.#every = every;
    this.#ctx = ctx;
  }
  /** Goes on until aborted. `isCalm`: nothing is asked while it is not, for TCP would fall silent for ever longer. */
  async hold(isCalm: () => boolean): Promise<void> {
    const { clock, signal, net } = this.#ctx;
    while (!signal.aborted) {
      const opened = await DnsConnection.open({ net, clock }, { address: this.#address }, OPENING, signal);
      if (opened.ok) {
        this.#connection = opened.connection;
        await this.#keep(opened.connection, isCalm);
        if (opened.connection.ended?.how === 'broken') this.#brokeAt = clock.elapsed();
        this.#connection = undefined;
        opened.connection.close();
      }
      await clock.sleep(REOPENED_AFTER, signal);
    }
  }
  /** What has become of it, now that the address is another; within two seconds. */
  async verdict(): Promise<Word> {
    const { clock } = this.#ctx;
    const connection = this.#connection;
    if (connection === undefined || connection.ended !== undefined)
      return clock.elapsed() - this.#brokeAt <= BROKE_BEFORE || connection?.ended?.how === 'broken'
        ? 'broken'
        : 'unknown';
    const isBackedOff = this.#asking !== undefined && clock.elapsed() - this.#askedAt > BACKED_OFF;
    const answered = await this.#ask(connection);
    if (answered) return 'survived';
    if (this.#ctx.signal.aborted) return 'unknown';
    // One that waits to send again what was lost may live on all the same.
    return isBackedOff && connection.ended === undefined ? 'unknown' : 'broken';
  }

  async #keep(connection: DnsConnection, isCalm: () => boolean): Promise<void> {
    const { clock, signal } = this.#ctx;
    while (!signal.aborted && connection.ended === undefined) {
      if (isCalm()) await this.#ask(connection);
      if (connection.ended === undefined) await clock.sleep(this.#every, signal);
    }
  }
  /** Whether it was answered; who asks while a question is out waits for the answer to that. */
  #ask(connection: DnsConnection): Promise<boolean> {
    const { signal, clock } = this.#ctx;
    if (this.#asking === undefined) this.#askedAt = clock.elapsed();
    this.#asking ??= connection.ask(QUESTION, ANSWERED_WITHIN, signal).then((seen) => {
      this.#asking = undefined;
      return seen.ok || seen.answered !== undefined;
    });
    return this.#asking;
  }
}
