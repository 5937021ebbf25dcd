import type { PathSeen } from '../model/paths.ts';
import { CodeLink } from './code-link.tsx';
import { CopyButton } from './copy.tsx';
import { EventMark } from './marks.tsx';

const kindOf = ({ code, severity }: Pick<PathSeen, 'code' | 'severity'>) => (code === 'no-fault' ? 'good' : severity);

/** The shape and the words of a verdict about a path. */
export const PathCode = ({ seen }: { seen: Pick<PathSeen, 'code' | 'severity'> }) => (
  <>
    <EventMark kind={kindOf(seen)} />
    <CodeLink code={seen.code} />
  </>
);

/** What a diagnosis says, in a sentence. */
export const PathVerdict = ({ seen }: { seen: Pick<PathSeen, 'code' | 'severity' | 'summary'> }) => (
  <p class={`path-now path-${seen.severity}`}>
    <b>
      <PathCode seen={seen} />
    </b>{' '}
    <span>{seen.summary}</span>
  </p>
);

/** What to do, as it is to be pasted. */
export const PathRemedy = ({ remedy, open = false }: { remedy: string; open?: boolean }) => (
  <details class="path-remedy" open={open}>
    <summary>What to do</summary>
    <pre class="scroll" tabindex={0}>
      {remedy}
    </pre>
    <CopyButton text={remedy} what="what to do" />
  </details>
);
