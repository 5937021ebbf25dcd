import { plural } from '../model/format.ts';
import type { HstsTold, Portal } from '../model/site-report.ts';
import { maxAgeWords, told } from '../model/sites.ts';
import { TimeShort } from '../ui/figures.tsx';
import { EventMark, StateMark } from '../ui/marks.tsx';
import { Explain, type Codes } from './site-lint.tsx';

const Suit = ({
  title,
  yes,
  suit,
  codes,
}: {
  title: string;
  yes: string;
  suit: HstsTold['preloadable'];
  codes: Codes;
}) => {
  const errors = suit.issues.filter((i) => i.level === 'error').length;
  return (
    <details class="suit" open={title === 'Preloadable' && !suit.ok}>
      <summary>
        <StateMark word={suit.ok ? 'up' : 'degraded'} />
        <strong>{title}</strong>: {suit.ok ? yes : plural(errors, 'error')}
        {suit.issues.length > errors && `, ${plural(suit.issues.length - errors, 'warning')}`}
      </summary>
      {suit.issues.length === 0 && <p class="muted">Nothing stands against it.</p>}
      <ul class="issues">
        {suit.issues.slice(0, 40).map((i) => (
          <li key={i.code} data-issue={i.code}>
            <p>
              <EventMark kind={i.level === 'error' ? 'fail' : 'warn'} />
              {told(i.words)}
            </p>
            <Explain
              code={Object.hasOwn(codes, `hstspreload/${i.code}`) ? `hstspreload/${i.code}` : i.code}
              codes={codes}
            />
          </li>
        ))}
      </ul>
    </details>
  );
};

const ListEntry = ({ list, now }: { list: HstsTold['list']; now: number }) => {
  if (!list.known) return <>not known: {told(list.why)}</>;
  const { entry } = list;
  return (
    <>
      <strong>{list.preloaded ? 'on it' : 'not on it'}</strong>
      <small>
        {entry !== undefined && (
          <>
            by the entry <code>{told(entry.name, 253)}</code>
            {[entry.mode, entry.includeSubdomains ? 'with subdomains' : undefined, entry.policy]
              .filter((t): t is string => t !== undefined && t !== '')
              .map((t) => `, ${told(t, 60)}`)
              .join('')}
            ;{' '}
          </>
        )}
        the list is of <TimeShort at={list.listAt} now={now} />
        {list.stale !== undefined && `; a newer one could not be had: ${told(list.stale)}`}
      </small>
    </>
  );
};

const PortalSays = ({ portal }: { portal: Portal }) =>
  portal.status === undefined ? (
    <>does not tell: {told(portal.why ?? 'no answer')}</>
  ) : (
    <>
      {told(portal.status.replaceAll('-', ' '), 60)}
      {portal.bulk === true && ' (in bulk)'}
      {portal.message !== undefined && portal.message !== '' && <small>{told(portal.message)}</small>}
    </>
  );

/** How the site stands with HSTS, and with the list that browsers have built in. */
export const Hsts = ({ report, codes, now }: { report: HstsTold; codes: Codes; now: number }) => {
  return (
    <section class="panel hsts" aria-labelledby="hsts-title">
      <h2 id="hsts-title">HSTS</h2>
      <p class="said">
        {report.header === undefined ? (
          <span class="problem">
            <EventMark kind="fail" />
            No Strict-Transport-Security header.
          </span>
        ) : (
          <code>Strict-Transport-Security: {told(report.header)}</code>
        )}
      </p>
      <dl class="line-details">
        <div>
          <dt>Browsers keep it</dt>
          <dd>{report.maxAge === undefined ? 'not at all' : maxAgeWords(report.maxAge)}</dd>
        </div>
        <div>
          <dt>Subdomains</dt>
          <dd>{report.includeSubDomains ? 'included' : 'not included'}</dd>
        </div>
        <div>
          <dt>Asks for preload</dt>
          <dd>{report.preload ? 'yes' : 'no'}</dd>
        </div>
        <div data-preloaded={report.list.known ? String(report.list.preloaded) : 'unknown'}>
          <dt>Preload list</dt>
          <dd>
            <ListEntry list={report.list} now={now} />
          </dd>
        </div>
        {report.portal !== undefined && (
          <div>
            <dt>hstspreload.org</dt>
            <dd>
              <PortalSays portal={report.portal} />
            </dd>
          </div>
        )}
        {report.www !== undefined && (
          <div>
            <dt>www</dt>
            <dd>
              {report.www.answers ? 'answers' : 'does not answer'}
              {report.www.why !== undefined && <small>{told(report.www.why)}</small>}
            </dd>
          </div>
        )}
      </dl>
      <Suit title="Preloadable" yes="it may be put on the list" suit={report.preloadable} codes={codes} />
      <Suit title="Removable" yes="it may be taken off" suit={report.removable} codes={codes} />
    </section>
  );
};
