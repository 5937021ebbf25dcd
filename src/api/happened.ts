import type { EventType } from '../domain/entry.ts';
import type { ApiDeps } from './deps.ts';

/** How many events of these types happened: who kept an answer that they change asks anew when it is another. */
export const happened =
  ({ counters }: Partial<Pick<ApiDeps, 'counters'>>, ...types: readonly EventType[]): (() => number) =>
  () =>
    types.reduce((sum, type) => sum + (counters?.events.get(type) ?? 0), 0);
