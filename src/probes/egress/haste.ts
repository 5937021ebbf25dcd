import { MINUTE, SECOND, type Millis } from '../../domain/time.ts';
import type { Gathering } from '../gathered.ts';
import { isAlert, type SetPace } from '../pace.ts';
import type { Context, Observation, Pace } from '../probe.ts';

/** After a change of routes it is looked every second for so long. */
const HURRY: Millis = 10 * SECOND;
/** An alert is over for us by then, whatever the pace says. */
const LONGEST_ALERT: Millis = MINUTE;

type Parts = Pick<Context, 'clock'> & Pick<Gathering<Observation>, 'signal' | 'beside'>;

/** The pace that is set, and a while of looking every second after a change of routes. */
export class Haste {
  readonly #given: Pace;
  readonly #own: SetPace;
  readonly #parts: Parts;
  #hurries = 0;
  #alertOver = false;

  constructor(given: Pace, own: SetPace, parts: Parts) {
    this.#given = given;
    this.#own = own;
    this.#parts = parts;
  }
  async follow(): Promise<void> {
    const { signal, beside } = this.#parts;
    while (!signal.aborted) {
      this.#alertOver = false;
      if (isAlert(this.#given.now())) beside(this.#endAlert());
      this.#set();
      await this.#given.changed(signal);
    }
  }
  hurry(): void {
    this.#hurries += 1;
    this.#set();
    this.#parts.beside(this.#calmDown());
  }
  async #calmDown(): Promise<void> {
    await this.#parts.clock.sleep(HURRY, this.#parts.signal);
    this.#hurries -= 1;
    this.#set();
  }
  async #endAlert(): Promise<void> {
    const changed = new AbortController();
    const over = AbortSignal.any([this.#parts.signal, changed.signal]);
    const end = this.#given.changed(over).then(() => changed.abort());
    await this.#parts.clock.sleep(LONGEST_ALERT, over);
    if (over.aborted) return;
    changed.abort();
    await end;
    this.#alertOver = true;
    this.#set();
  }
  #set(): void {
    const given = this.#given.now();
    this.#own.set(this.#hurries > 0 ? 'alert' : isAlert(given) && this.#alertOver ? 'live' : given);
  }
}
