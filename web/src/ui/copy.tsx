import { useState } from 'hono/jsx/dom';

/** Copies a text; without https there is no clipboard, and it can still be marked by hand. */
export const CopyButton = ({ text, of }: { text: string; of: string }) => {
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
      <span class="sr"> {of}</span>
    </button>
  );
};
