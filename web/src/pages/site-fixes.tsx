import { useRef, useState } from 'hono/jsx/dom';

import type { FixKind, HeadersReport } from '../../../src/probes/headers/report.ts';
import { FIX_KINDS } from '../model/site-report.ts';
import { CopyButton } from '../ui/copy.tsx';

const NAMES: Readonly<Record<FixKind, string>> = {
  nginx: 'nginx',
  caddy: 'Caddy',
  cloudfront: 'CloudFront',
  hono: 'Hono',
};

/** Lines to paste, by the server that they are for. */
export const Fixes = ({ fixes }: Pick<HeadersReport, 'fixes'>) => {
  const kinds = FIX_KINDS.filter((k) => fixes[k] !== undefined);
  const [chosen, choose] = useState<FixKind>('nginx');
  const box = useRef<HTMLElement>(null);
  const kind = kinds.includes(chosen) ? chosen : kinds[0];
  const text = kind === undefined ? undefined : fixes[kind];
  if (kind === undefined || text === undefined) return null;
  const pressed = (event: KeyboardEvent): void => {
    const at = kinds.indexOf(kind);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: kinds.length - 1 }[event.key];
    const next = to === undefined ? undefined : kinds[(to + kinds.length) % kinds.length];
    if (next === undefined) return;
    event.preventDefault();
    choose(next);
    box.current?.querySelector<HTMLElement>(`#fix-${next}`)?.focus();
  };
  return (
    <section class="panel fixes" aria-labelledby="fixes-title">
      <div class="fixes-head">
        <h2 id="fixes-title">Lines to paste</h2>
        <div ref={box} class="segments" role="tablist" aria-label="For which server" onKeyDown={pressed}>
          {kinds.map((k) => (
            <button
              type="button"
              key={k}
              id={`fix-${k}`}
              role="tab"
              aria-selected={k === kind ? 'true' : 'false'}
              aria-controls="fix-lines"
              tabindex={k === kind ? 0 : -1}
              onClick={() => choose(k)}
            >
              {NAMES[k]}
            </button>
          ))}
        </div>
        <CopyButton key={kind} text={text} what={`the lines for ${NAMES[kind]}`} />
      </div>
      <div id="fix-lines" role="tabpanel" aria-labelledby={`fix-${kind}`}>
        <pre class="scroll" tabindex={0}>
          {text}
        </pre>
      </div>
    </section>
  );
};
