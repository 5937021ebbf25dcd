import type { LineFinding } from '../../../src/api/line-schema.ts';
import { CodeLink } from './code-link.tsx';
import { Time } from './figures.tsx';
import { EventMark } from './marks.tsx';

/** What is wrong with a line, or with what the house gets, and what to do about it. */
export const LineFindings = ({ findings, now }: { findings: readonly LineFinding[]; now: number }) => (
  <>
    {findings.map((f) => (
      <section class={`line-finding line-finding-${f.severity}`} key={f.code} data-code={f.code}>
        <h3>
          <EventMark kind={f.severity} />
          <CodeLink code={f.code} />{' '}
          <small>
            since <Time at={f.since} now={now} />
          </small>
        </h3>
        {f.summary !== '' && <p>{f.summary}</p>}
        {f.remedy !== undefined && <p class="muted">{f.remedy}</p>}
      </section>
    ))}
  </>
);
