import { useState } from 'hono/jsx/dom';

import { useCodes } from '../data/codes.ts';
import { GROUP_WORDS, groupsOf } from '../model/codes.ts';
import { codePath, type Route } from '../model/route.ts';
import { EventMark } from '../ui/marks.tsx';
import { usePageTitle } from '../ui/page-title.ts';
import { CodePage } from './code.tsx';

const CodeList = () => {
  usePageTitle('Codes');
  const { value, problem } = useCodes();
  const [find, setFind] = useState('');
  const groups = groupsOf(value?.codes ?? [], find);
  return (
    <>
      <div class="title-row">
        <h1 tabindex={-1}>Codes</h1>
        <label class="filter code-find">
          <span>Find</span>
          <input
            type="search"
            value={find}
            onInput={(event: Event) => setFind((event.target as HTMLInputElement).value)}
          />
        </label>
      </div>
      <p class="muted">What each finding means, and what to do about it.</p>
      {value === undefined &&
        (problem === undefined ? <p class="muted">Reading…</p> : <p class="problem">{problem}</p>)}
      {value !== undefined && groups.length === 0 && <p class="muted">No code has that in it.</p>}
      {groups.map(({ group, codes }) => (
        <section key={group} class="panel code-group" aria-labelledby={`codes-${group}`}>
          <h2 id={`codes-${group}`}>
            {GROUP_WORDS[group]} <small class="muted">{codes.length}</small>
          </h2>
          <ul>
            {codes.map((c) => (
              <li key={c.code}>
                <EventMark kind={c.severity} />
                <a href={codePath(c.code)}>
                  <code>{c.code}</code>
                </a>
                <span>{c.meaning}</span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
};

export const CodesPage = ({ route }: { route: Route }) =>
  route.page === 'codes' && route.code !== undefined ? <CodePage key={route.code} code={route.code} /> : <CodeList />;
