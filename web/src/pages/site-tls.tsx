import type { SiteDetail } from '../../../src/api/sites/schema.ts';
import type { CertificateTold, TlsReport } from '../../../src/probes/tls/report.ts';
import { daysUntil, livedShare, ORDER_WORDS } from '../model/site-words.ts';
import { daysLeftWords, told } from '../model/sites.ts';
import { codeWords } from '../model/words.ts';
import { dayClock } from '../model/time.ts';
import { Time } from '../ui/figures.tsx';
import { EventMark, StateMark } from '../ui/marks.tsx';
import { Explain, type Codes } from './site-lint.tsx';

type Findings = NonNullable<SiteDetail['tls']>['findings'];
const MOST_NAMES = 6;

const Names = ({ certificate: { names, moreNames = 0 } }: { certificate: CertificateTold }) => {
  const rest = names.slice(MOST_NAMES);
  return (
    <>
      {names.slice(0, MOST_NAMES).map((n) => (
        <code key={n}>{told(n, 253)} </code>
      ))}
      {rest.length + moreNames > 0 && (
        <details>
          <summary>and {rest.length + moreNames} more</summary>
          {rest.map((n) => (
            <code key={n}>{told(n, 253)} </code>
          ))}
          {moreNames > 0 && <small>{moreNames} are not kept</small>}
        </details>
      )}
    </>
  );
};

const Certificate = ({ certificate, place, now }: { certificate: CertificateTold; place: number; now: number }) => {
  const { subject, issuer, notBefore, notAfter, key, signature, selfSigned, isCa, mustStaple } = certificate;
  const days = daysUntil(notAfter, now);
  const kinds = [
    ...(selfSigned ? ['self-signed'] : []),
    ...(isCa ? ['CA'] : []),
    ...(mustStaple ? ['must-staple'] : []),
  ];
  return (
    <li class="certificate" data-certificate={place}>
      <h3>
        <bdi>{told(subject, 200)}</bdi>
        {kinds.map((k) => (
          <span class="chip" key={k}>
            {k}
          </span>
        ))}
      </h3>
      <span
        class="life"
        role="img"
        aria-label={`${Math.round(livedShare(certificate, now) * 100)} % of its lifetime is over`}
      >
        <i class={days < 0 ? 'life-over' : ''} style={{ width: `${livedShare(certificate, now) * 100}%` }} />
      </span>
      <dl class="line-details">
        <div>
          <dt>Issued by</dt>
          <dd>
            <bdi>{told(issuer, 200)}</bdi>
          </dd>
        </div>
        <div>
          <dt>Valid</dt>
          <dd>
            <Time at={notBefore} now={now} text={dayClock(notBefore, now)} /> to{' '}
            <Time at={notAfter} now={now} text={dayClock(notAfter, now)} />
            <small class={days < 0 ? 'bad' : undefined}>{daysLeftWords(days)}</small>
          </dd>
        </div>
        {certificate.names.length > 0 && (
          <div>
            <dt>For</dt>
            <dd>
              <Names certificate={certificate} />
            </dd>
          </div>
        )}
        <div>
          <dt>Key</dt>
          <dd>
            {told(key, 60)}
            <small>{told(signature, 80)}</small>
          </dd>
        </div>
      </dl>
      <details class="fingerprint">
        <summary>Serial and fingerprint</summary>
        <code>{told(certificate.serial, 80)}</code>
        <code>SHA-256 {told(certificate.fingerprint, 100)}</code>
      </details>
    </li>
  );
};

const Fact = ({ ok, children }: { ok: boolean; children: string }) => (
  <li>
    <StateMark word={ok ? 'up' : 'down'} />
    <span>{children}</span>
  </li>
);

/** What the server shows while TLS is set up: the chain as it was sent, and what is wrong with it. */
export const Tls = ({
  report,
  findings,
  codes,
  now,
}: {
  report: TlsReport;
  findings: Findings;
  codes: Codes;
  now: number;
}) => {
  const order = ORDER_WORDS[report.order];
  const old = (report.versions ?? []).filter((v) => v.offered);
  const distrust = report.distrust;
  return (
    <section class="panel tls" aria-labelledby="tls-title">
      <h2 id="tls-title">TLS</h2>
      <p class="muted">
        {[report.protocol, report.cipher, report.group, report.alpn]
          .filter((t): t is string => t !== undefined && t !== '')
          .map((t) => told(t, 60))
          .join(', ')}
        {report.stapled && ', with OCSP stapled'}; {told(report.address, 60)} port {report.port}
      </p>
      <ul class="lists tls-facts">
        <Fact ok={report.trusted}>
          {report.trusted
            ? 'It is trusted.'
            : `It is not trusted${distrust === undefined ? '' : `: ${told(distrust.text)} (${told(distrust.code, 60)})`}.`}
        </Fact>
        <Fact ok={report.nameMatches}>
          {report.nameMatches
            ? `It is for ${told(report.host, 253)}.`
            : `It is not for ${told(report.host, 253)}: another site’s certificate was sent.`}
        </Fact>
        <Fact ok={order.ok}>{order.words}</Fact>
        {report.versions !== undefined && (
          <Fact ok={old.length === 0}>
            {old.length === 0
              ? 'None of the old versions that were tried is spoken.'
              : `Old versions are still spoken: ${old.map((v) => told(v.version, 20)).join(', ')}.`}
          </Fact>
        )}
      </ul>
      {findings.map((f) => (
        <div class={`line-finding line-finding-${f.severity}`} key={f.code} data-code={f.code}>
          <p>
            <EventMark kind={f.severity} />
            <strong class="lint-code">{codeWords(told(f.code, 120))}</strong>
            {typeof f.evidence['summary'] === 'string' && `: ${told(f.evidence['summary'])}`}
          </p>
          <Explain code={f.code} codes={codes} />
        </div>
      ))}
      <h3>The chain as it was sent</h3>
      {report.chain.length === 0 && <p class="muted">Nothing that could be read.</p>}
      <ol class="chain">
        {report.chain.slice(0, 20).map((c, i) => (
          <Certificate key={`${i} ${c.fingerprint}`} certificate={c} place={i} now={now} />
        ))}
      </ol>
    </section>
  );
};
