import type { PathRow, Paths } from '../../../../src/api/paths/schema.ts';
import { usePathList } from '../../data/paths.ts';
import { formatCount, formatDuration, plural } from '../../model/format.ts';
import { pathsVerdict, wayWords } from '../../model/path-rows.ts';
import { checkPath, pathPath } from '../../model/route.ts';
import { told } from '../../model/sites.ts';
import { CopyButton } from '../../ui/copy.tsx';
import { Nothing, TimeShort } from '../../ui/figures.tsx';
import { EventMark, StateMark } from '../../ui/marks.tsx';
import { FAMILY, MtuSpark } from '../../ui/mtu-steps.tsx';
import { usePageTitle } from '../../ui/page-title.ts';
import { PathCode } from '../../ui/path-verdict.tsx';

type Names = Paths['names'];

/** The number, and what it suggests. */
const Mtus = ({ of, names }: { of: PathRow['seen']; names: Names }) => {
  const known = (['mtu4', 'mtu6'] as const).flatMap((field) => {
    const bytes = of?.[field];
    return bytes === undefined ? [] : [{ field, bytes }];
  });
  if (known.length === 0) return <Nothing />;
  return (
    <span class="mtus">
      {known.map(({ field, bytes }) => (
        <span key={field} data-mtu={field}>
          <small class={`mtu-key-${field}`}>{FAMILY[field]}</small>{' '}
          <data class="figure" value={String(bytes)}>
            <span class="figure-n">{formatCount(bytes)}</span>
            <span class="figure-u"> B</span>
          </data>{' '}
          <small>{names[String(bytes)] ?? ''}</small>
        </span>
      ))}
    </span>
  );
};

const Verdict = ({ way: { seen, failed }, now }: { way: PathRow; now: number }) => (
  <>
    {seen !== undefined && (
      <span class={`path-${seen.severity}`}>
        <b>
          <PathCode seen={seen} />
        </b>
        <small>{told(seen.summary, 300)}</small>
      </span>
    )}
    {failed !== undefined && (
      <span class="path-failed" data-failed>
        <EventMark kind="warn" />
        not measured <TimeShort at={failed.at} now={now} />
        <small>{told(failed.detail, 300)}</small>
      </span>
    )}
    {seen === undefined && failed === undefined && <span class="muted">not looked at yet</span>}
  </>
);

/** No more exact than it is. */
const inMinutes = (micros: number): string => formatDuration(Math.max(1, Math.round(micros / 60e6)) * 60_000);

const Row = ({ way, names, now }: { way: PathRow; names: Names; now: number }) => {
  const { target, via, seen, since, changes, dueAt } = way;
  return (
    <tr data-way={`${target}${via === undefined ? '' : ` ${via}`}`}>
      <th scope="row">
        <a href={pathPath({ target, via })}>{wayWords(way)}</a>
        <small>{told(way.address, 120)}</small>
      </th>
      <td class="path-verdict" data-label="Verdict">
        <Verdict way={way} now={now} />
      </td>
      <td data-label="Path MTU">
        <Mtus of={seen} names={names} />
      </td>
      <td data-label="30 days">
        <MtuSpark paths={way.steps} now={now} />
      </td>
      <td data-label="Since">
        {since !== undefined && <TimeShort at={since} now={now} />}
        {since === undefined && (seen === undefined ? <Nothing /> : 'the first look')}
        <small>{changes === 0 ? 'no change in 30 d' : `${plural(changes, 'change')} in 30 d`}</small>
      </td>
      <td data-label="Next">
        {dueAt !== undefined && <span>in about {inMinutes(dueAt - now)}</span>}
        <small>every {formatDuration(way.every)}</small>
        <a
          class="button button-small"
          href={checkPath({ probe: 'mtu', target, ...(via === undefined ? {} : { via }) })}
        >
          Run now<span class="sr"> to {wayWords(way)}</span>
        </a>
      </td>
    </tr>
  );
};

const HEADS = ['To', 'Verdict', 'Path MTU', '30 days', 'Since', 'Next'] as const;
const Table = ({ ways, names, now }: Paths) => (
  <table class="path-table">
    <caption class="sr">All ways, the worst first</caption>
    <thead>
      <tr>
        {HEADS.map((h) => (
          <th key={h} scope="col">
            {h}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {ways.map((w) => (
        <Row key={`${w.target} ${w.via ?? ''}`} way={w} names={names} now={now} />
      ))}
    </tbody>
  </table>
);

const EXAMPLE = `targets:
  far-end:
    address: server.example.net
    mtu: on`;
const Empty = () => (
  <section class="panel path-empty" data-empty>
    <h2>No way is looked at</h2>
    <p>
      The check <code>mtu</code> downloads and uploads a little every hour, finds the largest packet that passes, and
      names what is wrong with the way: a black hole, a clamp that is too high, a filter. It sends up to 2 MB where
      something is wrong, so it runs only where the config asks for it. Name an address that takes HTTPS, best a server
      of your own:
    </p>
    <pre class="scroll" tabindex={0}>
      {EXAMPLE}
    </pre>
    <CopyButton text={EXAMPLE} what="the example" />
    <p class="muted">
      In plumbline.yaml; then start plumbline again. What it reads there is on the page <a href="/config">Config</a>.
    </p>
  </section>
);

/** All ways side by side. */
export const PathList = () => {
  const { value: all, problem } = usePathList();
  const verdict = pathsVerdict(all?.ways ?? []);
  usePageTitle(verdict.word === 'up' || verdict.word === 'unknown' ? 'Paths' : verdict.title);
  const isReading = all === undefined && problem === undefined;
  return (
    <div class="paths-page" aria-busy={isReading ? 'true' : 'false'}>
      <div class={`verdict verdict-${verdict.word}`}>
        <StateMark word={verdict.word} />
        <h1 tabindex={-1}>{verdict.title}</h1>
        <p>{isReading ? 'Reading…' : verdict.detail}</p>
      </div>
      {problem !== undefined && <p class="problem">{problem}</p>}
      {all !== undefined && (all.ways.length === 0 ? <Empty /> : <Table {...all} />)}
    </div>
  );
};
