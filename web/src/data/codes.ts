import { useLayoutEffect, useState } from 'hono/jsx/dom';

import type { CodeDetail, CodeList, EventTypeList } from '../../../src/api/codes/schema.ts';
import { api, ApiFailure, TokenNeeded } from './api.ts';

interface Once<T> {
  readonly value?: T;
  readonly problem?: string;
  /** There is no such thing. */
  readonly missing?: boolean;
}
const kept = new Map<string, Once<unknown>>();

/** What changes with the version alone: asked once, and again only where it failed. */
const useOnce = <T>(key: string, ask: () => Promise<T>): Once<T> => {
  const [, again] = useState(0);
  const known = kept.get(key);
  useLayoutEffect(() => {
    if (kept.get(key)?.value !== undefined) return undefined;
    let left = false;
    ask()
      .then(
        (value) => kept.set(key, { value }),
        (error: unknown) => {
          if (error instanceof TokenNeeded) return;
          kept.set(key, {
            problem: error instanceof Error ? error.message : 'It failed.',
            missing: error instanceof ApiFailure && error.status === 404,
          });
        },
      )
      .finally(() => {
        if (!left) again((n) => n + 1);
      });
    return () => {
      left = true;
    };
  }, [key]);
  return (known ?? {}) as Once<T>;
};

export const useEventTypes = (): EventTypeList['types'] =>
  useOnce<EventTypeList>('types', api.eventTypes).value?.types ?? [];
export const useCodes = () => useOnce<CodeList>('codes', api.codes);
export const useCode = (code: string) => useOnce<CodeDetail>(`code ${code}`, () => api.code(code));
