import { useState } from 'hono/jsx/dom';

import type { PathDetail } from '../../../../src/api/paths/schema.ts';
import type { Run } from '../../../../src/api/schema.ts';
import { diagnosedOf, type Diagnosed } from '../../model/diagnosis.ts';
import { formatDuration } from '../../model/format.ts';
import { told } from '../../model/sites.ts';
import { CodeLink } from '../../ui/code-link.tsx';
import { Time } from '../../ui/figures.tsx';
import { EventMark } from '../../ui/marks.tsx';
import { mtuText } from '../../ui/path-spells.tsx';
import { PathRemedy, PathVerdict } from '../../ui/path-verdict.tsx';

const Rows = ({ rows }: { rows: Diagnosed['rows'] }) => (
  <dl class="line-details">
    {rows.map(([name, value]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{told(value)}</dd>
      </div>
    ))}
  </dl>
);

const PLATFORMS: Readonly<Record<string, string>> = {
  openbsd: 'OpenBSD (pf)',
  openwrt: 'OpenWrt',
  wireguard: 'WireGuard',
  edgeos: 'EdgeOS',
  'linux-server': 'Linux, the server',
  'linux-client': 'Linux, this machine',
};
/** What to do, for the platform that is chosen. */
const Remedies = ({ remedies }: Pick<PathDetail, 'remedies'>) => {
  const [chosen, choose] = useState('');
  const shown = remedies.find((r) => r.platform === chosen) ?? remedies[0];
  if (shown === undefined) return null;
  return (
    <>
      {remedies.length > 1 && (
        <label class="filter">
          <span>For</span>
          <select
            value={shown.platform}
            onChange={(e: Event) => choose((e.target as HTMLSelectElement).value)}
            data-choice="For"
          >
            {remedies.map(({ platform }) => (
              <option key={platform} value={platform} selected={platform === shown.platform}>
                {PLATFORMS[platform] ?? platform}
              </option>
            ))}
          </select>
        </label>
      )}
      <PathRemedy key={shown.platform} remedy={shown.text} open />
    </>
  );
};

const Beside = ({ beside }: Pick<Diagnosed, 'beside'>) => (
  <>
    {beside.map((f) => (
      <details key={f.code} class="path-beside">
        {/* Nothing within a summary may be pressed by itself: the link is in what it opens. */}
        <summary>
          <EventMark kind={f.severity} />
          {f.code.replaceAll('-', ' ')}
        </summary>
        {f.summary !== '' && <p>{told(f.summary)}</p>}
        <p>
          <CodeLink code={f.code} />
        </p>
        <Rows rows={f.rows} />
        {f.remedy !== undefined && f.remedy !== '' && <PathRemedy remedy={f.remedy} />}
      </details>
    ))}
  </>
);

/** What the newest run found, what it rests on and what to do. */
export const Last = ({ run, detail, now }: { run: Run; detail: PathDetail; now: number }) => {
  const { seen, rows, beside, at, tookMs } = diagnosedOf(run);
  const names = (['mtu4', 'mtu6'] as const).flatMap((f) => detail.names[String(seen?.[f] ?? '')] ?? []);
  return (
    <section class="panel" aria-labelledby="last-title">
      <h2 id="last-title">The last look</h2>
      {seen !== undefined && <PathVerdict seen={seen} />}
      <p class="muted">
        {seen !== undefined && mtuText(seen) !== '' && (
          <>
            Path MTU {mtuText(seen)}
            {names.length > 0 && ` (${[...new Set(names)].join('; ')})`},{' '}
          </>
        )}
        <Time at={at} now={now} />, took {formatDuration(tookMs)}
      </p>
      <Remedies remedies={detail.remedies} />
      {rows.length > 0 && <h3>Evidence</h3>}
      <Rows rows={rows} />
      {beside.length > 0 && <h3>Also found</h3>}
      <Beside beside={beside} />
    </section>
  );
};
