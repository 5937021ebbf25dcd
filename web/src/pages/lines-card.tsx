import type { LineInfo } from '../../../src/api/line-schema.ts';
import { plain } from '../model/countries.ts';
import { KIND_WORDS, volumeWords } from '../model/lines.ts';
import { formatDuration } from '../model/format.ts';
import { reportPath, targetPath } from '../model/route.ts';
import { Figure, Share, Time } from '../ui/figures.tsx';
import { LineFindings } from '../ui/line-findings.tsx';
import { StandingBadge } from '../ui/standing.tsx';

const HEARD: Readonly<Record<LineInfo['gateway'], string>> = {
  answers: 'answers',
  silent: 'silent',
  none: 'not asked',
  unknown: 'not known yet',
};

const Quality = ({ line }: { line: LineInfo }) => (
  <table class="line-quality">
    <thead>
      <tr>
        <td />
        <th scope="col">Median</th>
        <th scope="col">p90</th>
        <th scope="col">Lost</th>
      </tr>
    </thead>
    <tbody>
      {(['minute', 'hour'] as const).map((span) => (
        <tr key={span}>
          <th scope="row">Last {span}</th>
          <td>
            <Figure value={line[span].p50} unit="us" name={`${span}-p50`} />
          </td>
          <td>
            <Figure value={line[span].p90} unit="us" name={`${span}-p90`} />
          </td>
          <td>
            <Share n={line[span].n} lost={line[span].lost} name={`${span}-loss`} />
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);

const SeenAs = ({ line, now }: { line: LineInfo; now: number }) => (
  <div>
    <dt>Seen as</dt>
    <dd>
      {line.egress.length === 0 && 'not known yet'}
      {line.egress.map((e) => (
        <span class="seen-as" key={e.address}>
          <span class="address">{e.address}</span>
          <small>
            {e.asn !== undefined && `AS${e.asn}${e.asName === undefined ? '' : ` ${plain(e.asName)}`}, `}since{' '}
            <Time at={e.at} now={now} />
            {e.firstHop !== undefined && `, first hop ${e.firstHop}`}
          </small>
        </span>
      ))}
    </dd>
  </div>
);

const homeWords = ({ name, addresses, follows }: NonNullable<LineInfo['home']>): string => {
  const leads = addresses.length === 0 ? 'not looked up yet' : addresses.join(', ');
  if (follows === undefined) return `${name}: ${leads}`;
  return `${name} ${follows ? 'follows' : 'does not follow'}: ${leads}`;
};

const Details = ({ line, now }: { line: LineInfo; now: number }) => (
  <dl class="line-details">
    <SeenAs line={line} now={now} />
    {line.pathMtu !== undefined && (
      <div>
        <dt>Path MTU</dt>
        <dd>
          <Figure value={line.pathMtu} unit="bytes" name="mtu" />
        </dd>
      </div>
    )}
    <div>
      <dt>Gateway</dt>
      <dd class={line.gateway === 'silent' ? 'bad' : undefined}>{HEARD[line.gateway]}</dd>
    </div>
    <div>
      <dt>Resolver</dt>
      <dd class={line.resolver === 'silent' ? 'bad' : undefined}>{HEARD[line.resolver]}</dd>
    </div>
    {line.home !== undefined && (
      <div>
        <dt>Home name</dt>
        <dd class={line.home.follows === false ? 'bad' : undefined}>{homeWords(line.home)}</dd>
      </div>
    )}
    <div>
      <dt>On standby</dt>
      <dd>
        {line.reachable
          ? `an echo every ${formatDuration(line.everyMs.standby)}, ${volumeWords(line.standbyBytesAMonth)} a month`
          : 'nothing can be sent over it'}
      </dd>
    </div>
  </dl>
);

/** All that is known of one line now. */
export const LineCard = ({ line, now }: { line: LineInfo; now: number }) => (
  <section
    class={`panel line-card line-card-${line.standing}`}
    data-line={line.name}
    aria-labelledby={`l-${line.name}`}
  >
    <div class="line-head">
      <h2 id={`l-${line.name}`}>{line.reachable ? <a href={targetPath(line.name)}>{line.label}</a> : line.label}</h2>
      {KIND_WORDS[line.kind].toLowerCase() !== line.label.toLowerCase() && (
        <span class="chip">{KIND_WORDS[line.kind]}</span>
      )}
      {line.metered && <span class="chip">metered</span>}
      {!line.reachable && <span class="chip">watched while live</span>}
      <span class="line-standing">
        {line.live && line.standing !== 'live' && <span class="chip">live</span>}
        <StandingBadge standing={line.standing} />
      </span>
    </div>
    <p class="muted line-since">
      {line.word === 'down' ? 'No answer since ' : 'So since '}
      <Time at={line.since} now={now} />
      {line.reason !== undefined && `: ${line.reason}`}
    </p>
    <Quality line={line} />
    <LineFindings findings={line.findings} now={now} />
    <Details line={line} now={now} />
    {line.reachable && (
      <p class="line-links">
        <a href={targetPath(line.name)}>Charts</a>{' '}
        <a href={reportPath(line.name)} target="_blank" rel="noreferrer">
          Report for the provider<span class="sr"> of {line.label}, opens in a new tab</span>
        </a>
      </p>
    )}
  </section>
);
