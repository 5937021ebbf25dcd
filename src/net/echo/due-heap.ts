import type { Millis } from '../../domain/time.ts';

export interface Due {
  due: Millis;
}

/** What is due next, first: a binary heap whose top is taken, given a new time and put back. */
export class DueHeap<T extends Due> {
  readonly #items: T[] = [];

  top(): T | undefined {
    return this.#items[0];
  }
  push(item: T): void {
    this.#items.push(item);
    this.#up(this.#items.length - 1);
  }
  /** After the top's time was moved on. */
  topMoved(): void {
    this.#down(0);
  }
  pop(): void {
    const last = this.#items.pop();
    if (last === undefined || this.#items.length === 0) return;
    this.#items[0] = last;
    this.#down(0);
  }
  #up(from: number): void {
    let at = from;
    const item = this.#items[at];
    if (item === undefined) return;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const other = this.#items[above];
      if (other === undefined || other.due <= item.due) break;
      this.#items[at] = other;
      at = above;
    }
    this.#items[at] = item;
  }
  #down(from: number): void {
    let at = from;
    const item = this.#items[at];
    if (item === undefined) return;
    for (;;) {
      let below = 2 * at + 1;
      const [left, right] = [this.#items[below], this.#items[below + 1]];
      if (left === undefined) break;
      if (right !== undefined && right.due < left.due) below += 1;
      const least = this.#items[below];
      if (least === undefined || least.due >= item.due) break;
      this.#items[at] = least;
      at = below;
    }
    this.#items[at] = item;
  }
}
