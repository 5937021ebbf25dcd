import type { Banner } from '../model/banners.ts';
import { CopyButton } from './copy.tsx';
import { Timed } from './figures.tsx';
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
          <strong>{b.title}.</strong>{' '}
          <Timed text={b.text} at={b.span?.from} to={b.span?.to ?? 0} now={b.span?.now ?? 0} />
        </p>
        {b.remedy !== undefined && <Remedy text={b.remedy} />}
        {b.key === 'no-engine' && <a href="/config">What is asked instead, by the config</a>}
      </section>
    ))}
  </>
);
