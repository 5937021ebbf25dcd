import type { Banner } from '../model/banners.ts';
import { CopyButton } from './copy.tsx';
import { EventMark } from './marks.tsx';

const Remedy = ({ text }: { text: string }) => (
  <span class="remedy">
    <code tabindex={0}>{text}</code>
    <CopyButton text={text} />
  </span>
);

export const Banners = ({ banners }: { banners: readonly Banner[] }) => (
  <>
    {banners.map((b) => (
      <section key={b.key} class={`banner banner-${b.severity}`} data-banner={b.key} aria-label={b.title}>
        <p>
          <EventMark kind={b.key === 'gap' ? 'gap' : b.severity} />
          <strong>{b.title}.</strong> {b.text}
        </p>
        {b.remedy !== undefined && <Remedy text={b.remedy} />}
      </section>
    ))}
  </>
);
