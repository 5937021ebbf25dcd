import type { SiteDetail } from '../../../src/api/sites/schema.ts';
import type { HeadersReport, Lint } from '../../../src/probes/headers/report.ts';
import { PLACES } from '../model/site-report.ts';
import { PLACE_WORDS } from '../model/site-words.ts';
import { sorted } from '../model/sorted.ts';
import { told } from '../model/sites.ts';
import { codePath } from '../model/route.ts';
import { codeWords } from '../model/words.ts';
import { EventMark } from '../ui/marks.tsx';

export type Codes = NonNullable<SiteDetail['codes']>;
const WEIGHT = { fail: 0, warn: 1, info: 2 } as const;
const MOST_SHOWN = 60;

/** A code, and under it what it means and what to do, where the service tells. */
export const Explain = ({ code, codes }: { code: string; codes: Codes }) => {
  const info = Object.hasOwn(codes, code) ? codes[code] : undefined;
  if (info === undefined) return <code class="code">{told(code, 120)}</code>;
  return (
    <details class="explain">
      <summary>
        <code class="code">{told(code, 120)}</code>
      </summary>
      <p>
        {told(info.meaning, 1_000)} <a href={codePath(code)}>All about it</a>
      </p>
      {info.remedy !== undefined && <p class="muted">{told(info.remedy, 1_000)}</p>}
    </details>
  );
};

const Item = ({ lint, codes }: { lint: Lint; codes: Codes }) => (
  <li class={`lint lint-${lint.severity}`} data-code={lint.code}>
    <p>
      <EventMark kind={lint.severity} />
      <strong class="lint-code">{codeWords(told(lint.code, 120))}</strong>
      {lint.words !== '' && (
        <>
          {': '}
          <bdi>{told(lint.words)}</bdi>
        </>
      )}
    </p>
    {(lint.header !== undefined || lint.said !== undefined) && (
      <p class="said">
        <code>
          {[lint.header, lint.said]
            .filter((t): t is string => t !== undefined)
            .map((t) => told(t))
            .join(': ')}
        </code>
      </p>
    )}
    <Explain code={lint.code} codes={codes} />
  </li>
);

/** What plumbline itself says of the headers, beyond the graders, by the answer that it is about. */
export const LintPanel = ({ report, codes }: { report: HeadersReport; codes: Codes }) => {
  const shown = report.lint.slice(0, MOST_SHOWN);
  return (
    <section class="panel lint-panel" aria-labelledby="lint-title">
      <h2 id="lint-title">Beyond the grades</h2>
      {report.lint.length === 0 && <p class="muted">Nothing: no contradictions, no duplicates, nothing obsolete.</p>}
      <div class="lint-places">
        {PLACES.map((place) => {
          const own = sorted(
            shown.filter((l) => l.place === place),
            (a, b) => WEIGHT[a.severity] - WEIGHT[b.severity],
          );
          if (own.length === 0) return null;
          return (
            <section key={place} data-place={place} aria-label={PLACE_WORDS[place]}>
              <h3>{PLACE_WORDS[place]}</h3>
              <ul>
                {own.map((l) => (
                  <Item key={`${l.code} ${l.header ?? ''} ${l.said ?? ''}`} lint={l} codes={codes} />
                ))}
              </ul>
            </section>
          );
        })}
      </div>
      {report.lint.length > MOST_SHOWN && <p class="muted">{report.lint.length - MOST_SHOWN} more are not listed.</p>}
    </section>
  );
};
