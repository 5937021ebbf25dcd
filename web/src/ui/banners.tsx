import { useState } from 'hono/jsx/dom';

import type { Banner } from '../model/banners.ts';
import { EventMark } from './marks.tsx';

const Copy = ({ text }: { text: string }) => {
  const [done, setDone] = useState(false);
  const copy = (): void => {
    // Without https there is no clipboard; the text can still be marked by hand.
    navigator.clipboard?.writeText(text).then(
      () => setDone(true),
      () => setDone(false),
    );
  };
  return (
    <span class="remedy">
      <code tabindex={0}>{text}</code>
      {'clipboard' in navigator && (
        <button type="button" class="button" onClick={copy}>
          {done ? 'Copied' : 'Copy'}
        </button>
      )}
    </span>
  );
};

export const Banners = ({ banners }: { banners: readonly Banner[] }) => (
  <>
    {banners.map((b) => (
      <section key={b.key} class={`banner banner-${b.severity}`} data-banner={b.key} aria-label={b.title}>
        <p>
          <EventMark kind={b.key === 'gap' ? 'gap' : b.severity} />
          <strong>{b.title}.</strong> {b.text}
        </p>
        {b.remedy !== undefined && <Copy text={b.remedy} />}
      </section>
    ))}
  </>
);
