import { useState } from 'hono/jsx/dom';

import type { ConfigAsRead, ConfigRow } from '../../../src/api/config/schema.ts';
import { documentText, linesTold, sectionsOf, type Section } from '../model/config.ts';
import { plain } from '../model/countries.ts';
import { plural } from '../model/format.ts';
import { CopyButton } from '../ui/copy.tsx';

/** More than anybody scrolls through is folded at first. */
const LONG = 300;
const FROM: Readonly<Record<ConfigRow['from'], string>> = {
  written: '',
  default: 'default',
  discovered: 'found here',
  'command-line': 'by the command line',
};

const Row = ({ row, line }: { row: ConfigRow; line: number | undefined }) => (
  <div class={`cfg-row cfg-${row.from}`}>
    <span class="cfg-n">{line ?? ''}</span>
    <span class="cfg-text">
      {'  '.repeat(row.depth)}
      <span class="cfg-key">{plain(row.key)}</span>:{' '}
      {row.value !== undefined && <span class="cfg-value">{plain(row.value)}</span>}
      {row.from !== 'written' && row.value !== undefined && (
        <span class={row.from === 'default' ? 'cfg-from' : 'chip'}>{FROM[row.from]}</span>
      )}
    </span>
  </div>
);

const Part = ({ section: { head, rows } }: { section: Section }) => {
  const [open, setOpen] = useState(rows.length <= LONG);
  const lines = linesTold(rows);
  if (rows.length === 0) return <Row row={head} line={head.line} />;
  return (
    <details
      open={open}
      data-section={head.key}
      onToggle={(event: Event) => setOpen((event.currentTarget as HTMLDetailsElement).open)}
    >
      <summary class={`cfg-row cfg-${head.from}`}>
        <span class="cfg-n">{head.line ?? ''}</span>
        <span class="cfg-text">
          <span class="cfg-key">{plain(head.key)}</span>:
          {!open && <span class="chip">{plural(rows.length, 'line')} folded</span>}
        </span>
      </summary>
      {open && rows.map((row, i) => <Row key={`${i} ${row.key}`} row={row} line={lines[i]} />)}
    </details>
  );
};

/** The config as a document: what is written as it is written, and what is so without it where that is wanted. */
export const Document = ({ config }: { config: ConfigAsRead }) => {
  const [withDefaults, show] = useState(config.file === undefined);
  const sections = sectionsOf(config.rows, withDefaults);
  return (
    <section class="panel" aria-labelledby="cfg-read">
      <div class="cfg-head">
        <h2 id="cfg-read">As it was read</h2>
        <button
          type="button"
          class="button button-small"
          aria-pressed={withDefaults ? 'true' : 'false'}
          onClick={() => show((d) => !d)}
        >
          {withDefaults ? 'Hide defaults' : 'Show defaults'}
        </button>
        <CopyButton text={documentText(sections)} what="the config" />
      </div>
      <p class="muted">Secrets are told as “set” and comments are left out. The numbers are the lines of the file.</p>
      <div class="cfg-doc" data-document>
        {sections.map((s) => (
          <Part key={s.head.key} section={s} />
        ))}
      </div>
      {config.truncated && <p class="muted">There is more than these lines.</p>}
    </section>
  );
};
