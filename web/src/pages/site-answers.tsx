import type { HeadersReport } from '../../../src/probes/headers/report.ts';
import { plural } from '../model/format.ts';
import { type Answered, type Way } from '../model/site-report.ts';
import { PLACE_WORDS } from '../model/site-words.ts';
import { told } from '../model/sites.ts';
import { TimeShort } from '../ui/figures.tsx';
import { EventMark } from '../ui/marks.tsx';

const Step = ({ way }: { way: Way }) => (
  <li>
    <span class={`status${way.status === undefined ? ' status-none' : ''}`}>{way.status ?? 'fails'}</span>
    <span>
      <code>{told(way.url)}</code>
      {way.address !== undefined && <small class="muted"> {told(way.address, 60)}</small>}
      {way.to !== undefined && (
        <small>
          leads to <code>{told(way.to)}</code>
        </small>
      )}
      {way.why !== undefined && (
        <small class="problem">
          <EventMark kind="fail" />
          {told(way.why)}
        </small>
      )}
    </span>
  </li>
);

const Chain = ({ title, ways }: { title: string; ways: readonly Way[] }) => (
  <section aria-label={title}>
    <h3>{title}</h3>
    {ways.length === 0 ? (
      <p class="muted">Nobody was asked.</p>
    ) : (
      <ol class="ways">
        {ways.map((w, i) => (
          <Step key={`${i} ${w.url}`} way={w} />
        ))}
      </ol>
    )}
  </section>
);

/** Every request on the way to the page, over https and over http. */
export const WayThere = ({ report }: { report: HeadersReport }) => (
  <section class="panel way-there" aria-labelledby="way-title">
    <h2 id="way-title">The way there</h2>
    <div class="way-chains">
      <Chain title="Over https" ways={report.secure} />
      {report.plain === undefined ? (
        <section aria-label="Over http">
          <h3>Over http</h3>
          <p class="muted">There is none to ask.</p>
        </section>
      ) : (
        <Chain title="Over http" ways={report.plain} />
      )}
    </div>
    {report.ended !== undefined && (
      <p class="muted">
        The page that was graded: <code>{told(report.ended)}</code>
      </p>
    )}
    {report.edge.length > 0 && (
      <>
        <h3>Who answered</h3>
        <dl class="line-details">
          {report.edge.slice(0, 24).map((e) => (
            <div key={`${e.place} ${e.header} ${e.value}`}>
              <dt>
                <code>{told(e.header, 80)}</code>
              </dt>
              <dd>
                <code>{told(e.value)}</code> <small class="muted">{PLACE_WORDS[e.place].toLowerCase()}</small>
              </dd>
            </div>
          ))}
        </dl>
      </>
    )}
  </section>
);

const Headers = ({ answer }: { answer: Answered }) => (
  <details class="raw" data-raw={answer.place}>
    <summary>
      <strong>{PLACE_WORDS[answer.place]}</strong>{' '}
      <span class="muted">
        {answer.status}, HTTP/{told(answer.http, 8)}, {plural(answer.headers.length + (answer.more ?? 0), 'header')}
      </span>
      <small>
        <code>{told(answer.url)}</code>
      </small>
    </summary>
    <dl class="raw-headers">
      {answer.headers.map(([name, value], i) => (
        <div key={`${i} ${name}`}>
          <dt>{told(name, 200)}</dt>
          <dd>{told(value, 4_096)}</dd>
        </div>
      ))}
    </dl>
    {answer.more !== undefined && answer.more > 0 && (
      <p class="muted">{plural(answer.more, 'more line')} came and are not kept.</p>
    )}
  </details>
);

/** The headers of each answer as they came. */
export const Answers = ({ report, at, now }: { report: HeadersReport; at: number; now: number }) =>
  report.answers.length === 0 ? null : (
    <section class="panel raws" aria-labelledby="raw-title">
      <h2 id="raw-title">
        Headers as they came{' '}
        <small class="muted">
          <TimeShort at={at} now={now} />
        </small>
      </h2>
      {report.answers.map((a, i) => (
        <Headers key={`${i} ${a.place}`} answer={a} />
      ))}
    </section>
  );
