import { useState } from 'hono/jsx/dom';

/** Puts a text on the clipboard. Without https there is none: the text can still be marked by hand. */
export const CopyButton = ({ text, what }: { text: string; what?: string }) => {
  const [done, setDone] = useState(false);
  if (!('clipboard' in navigator)) return null;
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setDone(true),
      () => setDone(false),
    );
  };
  return (
    <button type="button" class="button button-small" onClick={copy}>
      {done ? 'Copied' : 'Copy'}
      {what !== undefined && <span class="sr"> {what}</span>}
    </button>
  );
};
