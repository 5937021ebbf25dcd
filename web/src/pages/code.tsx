import type { CodeDetail } from '../../../src/api/codes/schema.ts';
import { api } from '../data/api.ts';
import { app } from '../data/app.ts';
import { useCode } from '../data/codes.ts';
import { useAsked } from '../data/lines.ts';
import { foundWords } from '../model/codes.ts';
import { plain } from '../model/countries.ts';
import { factsOf } from '../model/evidence.ts';
import { labelOf } from '../model/places.ts';
import { eventsPath } from '../model/event-filter.ts';
import { targetPath } from '../model/route.ts';
import { codeWords } from '../model/words.ts';
import { CopyButton } from '../ui/copy.tsx';
import { Time } from '../ui/figures.tsx';
import { EventMark } from '../ui/marks.tsx';
import { usePageTitle } from '../ui/page-title.ts';

const DAY = 86_400_000_000;
const MOST = 30;
const SEVERITY_WORDS = { fail: 'Failure', warn: 'Warning', info: 'Note' } as const;

const Found = ({ code }: { code: string }) => {
  const { value, problem } = useAsked(`found ${code}`, 60_000, (now, signal) =>
    api.found({ code, from: now - 30 * DAY, to: now + 60_000_000 }, signal),
  );
  const { now, overview } = app.get();
  const targets = overview?.targets ?? [];
  const last = value?.found[0];
  return (
    <section class="panel code-found" aria-labelledby="code-found" aria-busy={value === undefined ? 'true' : 'false'}>
      <h2 id="code-found">Found here</h2>
      {value === undefined && <p class="muted">{problem ?? 'Reading…'}</p>}
      {value !== undefined && (
        <p data-found={value.times}>
          {foundWords(value)}
          {value.times > 0 && last !== undefined && (
            <>
              , last <Time at={last.at} now={now} />.
            </>
          )}
        </p>
      )}
      <ul>
        {value?.found.slice(0, MOST).map((f) => {
          const target = f.subject?.target;
          const line = overview?.lines?.lines.find((l) => l.name === target);
          const name = line?.label ?? (target === undefined ? '' : labelOf(targets, target));
          const { summary } = f.evidence;
          const rest = factsOf(f.evidence, {}, ['summary', 'code', 'on'])
            .slice(0, 4)
            .filter((fact) => fact.at === undefined)
            .map((fact) => `${fact.label} ${fact.text}`);
          return (
            <li key={`${f.at} ${target ?? ''} ${f.run?.id ?? ''}`}>
              <EventMark kind={f.on === false ? 'good' : f.severity} />
              <Time at={f.at} now={now} />
              <span>
                {target !== undefined && (
                  <a href={targets.some((t) => t.name === target) ? targetPath(target) : eventsPath({ target })}>
                    {plain(name)}
                  </a>
                )}{' '}
                <bdi>{plain(typeof summary === 'string' ? summary : rest.join(', '))}</bdi>
                {f.on === false && ' (over)'}
                {f.run !== undefined && <span class="muted"> by {f.run.probe}</span>}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
};

const Paste = ({ code, platforms, recipes }: Pick<CodeDetail, 'code' | 'platforms' | 'recipes'>) => {
  if (platforms.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="code-paste">
      <h2 id="code-paste">To paste</h2>
      {recipes.length === 0 && (
        <p>
          For {platforms.join(', ')}, with the numbers that a diagnosis measures:{' '}
          <code>plumbline diagnose TARGET --for {platforms[0]}</code>
        </p>
      )}
      {recipes.map((r) => (
        <details key={r.platform} class="path-remedy">
          <summary>{r.platform}</summary>
          <p class="muted">{r.where}</p>
          <pre class="scroll" tabindex={0}>
            {r.paste}
          </pre>
          <CopyButton text={r.paste} what={`for ${r.platform} about ${codeWords(code)}`} />
          <p class="muted">See whether it helps: {r.verify}.</p>
          <p class="muted">Undo: {r.undo}.</p>
        </details>
      ))}
    </section>
  );
};

/** One code by itself: what it means, what to do, and when it was found here. */
export const CodePage = ({ code }: { code: string }) => {
  usePageTitle(codeWords(code));
  const { value, problem, missing } = useCode(code);
  const command = `plumbline explain ${code}`;
  return (
    <>
      <p class="code-back">
        <a href="/codes">All codes</a>
      </p>
      <h1 tabindex={-1} class="code-title">
        {missing === true ? 'No such code' : codeWords(plain(code))}
      </h1>
      {value === undefined && (
        <p
          class={problem === undefined ? 'muted code-waits' : 'problem'}
          data-missing={missing === true ? '' : undefined}
        >
          {problem ?? 'Reading…'}
        </p>
      )}
      {value !== undefined && (
        <section class="panel code-one" data-code={code}>
          <p>
            <EventMark kind={value.severity} />
            <b>{SEVERITY_WORDS[value.severity]}</b>
            {value.peer !== undefined && <span class="muted"> by {value.peer}</span>}
          </p>
          <p>{value.meaning}</p>
          <h2>What to do</h2>
          <p>
            {value.remedy} {value.remedy !== 'Nothing to do.' && <CopyButton text={value.remedy} what="what to do" />}
          </p>
          <p class="muted">
            In a terminal: <code>{command}</code> <CopyButton text={command} what="the command" />
          </p>
        </section>
      )}
      {value !== undefined && <Paste {...value} />}
      {value !== undefined && <Found code={code} />}
    </>
  );
};
