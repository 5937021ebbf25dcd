/** A signal that is aborted with its parent, or by `end`, after which the parent knows nothing of it. */
export interface ChildSignal {
  readonly signal: AbortSignal;
  readonly end: () => void;
}

/**
 * In place of AbortSignal.any, for what is done again and again while the parent lives: of each of those Node 20 keeps a
 * trace in the parent, for as long as that lives.
 */
export const childSignal = (parent: AbortSignal): ChildSignal => {
  const own = new AbortController();
  const end = (): void => {
    parent.removeEventListener('abort', end);
    own.abort();
  };
  if (parent.aborted) own.abort();
  else parent.addEventListener('abort', end, { once: true });
  return { signal: own.signal, end };
};
