import type { ConfigAsRead, ConfigChange, ConfigTrouble } from '../../../src/api/config/schema.ts';
import { ABOUT_WORDS } from '../model/config.ts';
import { plain } from '../model/countries.ts';
import { plural } from '../model/format.ts';
import { CopyButton } from '../ui/copy.tsx';
import { EventMark } from '../ui/marks.tsx';

const CHECK = 'npx plumbline config check';

const Excerpt = ({ around, line }: { around: NonNullable<ConfigTrouble['around']>; line: number | undefined }) => (
  <div class="cfg-doc cfg-excerpt" tabindex={0} role="group" aria-label={`Lines around line ${line}`}>
    {around.lines.map((text, i) => {
      const n = around.first + i;
      return (
        <div key={n} class={n === line ? 'cfg-row cfg-marked' : 'cfg-row'}>
          <span class="cfg-n">{n}</span>
          <span class="cfg-text">
            {n === line && <span class="sr">Here: </span>}
            {plain(text)}
          </span>
        </div>
      );
    })}
  </div>
);

const Trouble = ({ t }: { t: ConfigTrouble }) => (
  <li class={`cfg-trouble cfg-${t.severity}`} data-trouble={t.path}>
    <h3>
      <EventMark kind={t.severity} />
      <code>{plain(t.path)}</code>
      <small>
        {t.line !== undefined && `line ${t.line}, `}
        {ABOUT_WORDS[t.about]}
      </small>
    </h3>
    <dl>
      <div>
        <dt>Found</dt>
        <dd>{plain(t.found)}</dd>
      </div>
      <div>
        <dt>Expected</dt>
        <dd>{plain(t.expected)}</dd>
      </div>
      {t.nearest !== undefined && (
        <div>
          <dt>Perhaps</dt>
          <dd>
            <code>{plain(t.nearest)}</code>
          </dd>
        </div>
      )}
    </dl>
    {t.around !== undefined && <Excerpt around={t.around} line={t.line} />}
  </li>
);

export const Troubles = ({ troubles }: { troubles: readonly ConfigTrouble[] }) => (
  <section class="panel" aria-labelledby="cfg-wrong">
    <h2 id="cfg-wrong">What is wrong</h2>
    <ul class="cfg-troubles">
      {troubles.map((t) => (
        <Trouble key={`${t.about} ${t.path} ${t.line} ${t.found}`} t={t} />
      ))}
    </ul>
  </section>
);

const MARKS: Readonly<Record<ConfigChange['what'], string>> = { added: '+', removed: '−', changed: '~' };
const Change = ({ c }: { c: ConfigChange }) => (
  <li data-change={c.path}>
    <span class="cfg-sign" aria-hidden="true">
      {MARKS[c.what]}
    </span>
    <span>
      <code>{plain(c.path)}</code> {c.what}
      {c.was !== undefined && (
        <>
          {' '}
          {c.is === undefined ? 'was' : 'from'} <code>{plain(c.was)}</code>
        </>
      )}
      {c.is !== undefined && (
        <>
          {' '}
          to <code>{plain(c.is)}</code>
        </>
      )}
      {c.line !== undefined && <small> line {c.line}</small>}
    </span>
  </li>
);

/** The file is another than the service read: what a restart would take over. */
export const ChangedOnDisk = ({ disk }: { disk: NonNullable<ConfigAsRead['onDisk']> }) => (
  <section class="banner banner-info cfg-changed" data-disk="changed" aria-label="Changed on disk">
    <p>
      <EventMark kind="info" />
      <strong>The file has changed since the start: a restart would take it over.</strong> Stop plumbline and start it
      again, after a look at what it says of the file:
    </p>
    <span class="remedy">
      <code tabindex={0}>{CHECK}</code>
      <CopyButton text={CHECK} />
    </span>
    <ul class="cfg-changes">
      {disk.changes.map((c) => (
        <Change key={`${c.what} ${c.path}`} c={c} />
      ))}
      {disk.more > 0 && <li>and {plural(disk.more, 'more change', 'more changes')}</li>}
    </ul>
  </section>
);
