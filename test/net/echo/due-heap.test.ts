import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { Deadlines } from '../../../src/net/echo/deadlines.ts';
import { DueHeap } from '../../../src/net/echo/due-heap.ts';

it('gives what is due next, whatever is pushed, moved and popped', () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('push' as const), due: fc.nat(100) }),
    fc.record({ do: fc.constant('move' as const), due: fc.nat(100) }),
    fc.record({ do: fc.constant('pop' as const), due: fc.constant(0) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
      const heap = new DueHeap<{ due: number }>();
      let model: { due: number }[] = [];
      for (const { do: what, due } of steps) {
        const top = heap.top();
        if (what === 'push') {
          const item = { due };
          heap.push(item);
          model.push(item);
        } else if (what === 'pop') {
          heap.pop();
          model = model.filter((i) => i !== top);
        } else if (top !== undefined) {
          top.due += due;
          heap.topMoved();
        }
        const least = model.length === 0 ? undefined : Math.min(...model.map((i) => i.due));
        expect(heap.top()?.due).toBe(least);
      }
    }),
  );
});

it('keeps deadlines in their order, also when the ring grows', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 400 }), (steps) => {
      const deadlines = new Deadlines(1);
      const model: number[] = [];
      let next = 0;
      for (const push of steps) {
        if (push) {
          deadlines.push(next);
          model.push(next);
          next += 1;
        } else {
          deadlines.shift();
          model.shift();
        }
        expect(deadlines.first()).toBe(model[0]);
      }
    }),
  );
});
