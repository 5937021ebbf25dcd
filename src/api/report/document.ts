import type { LineKind } from '../../domain/line.ts';
import { lengthWords } from '../../domain/length-words.ts';
import type { Query, Range } from '../../store/journal.ts';
import { chartOf } from './chart.ts';
import { digesting, echoesFile, echoLines, type Digest } from './echoes.ts';
import { factsOf, utc, type Facts, type ReportLine } from './facts.ts';
import { html, type Markup } from './markup.ts';
import { STYLE } from './style.ts';
import { bucketTable, dayName, findingTable, gapTable, hourName, outageTable, percent } from './tables.ts';

/** Every few seconds, by stretches of six hours. */
const SIGN_OF_LIFE = 12;
const KINDS: Readonly<Record<LineKind, string>> = {
  '5g': 'a 5G line',
  dsl: 'a DSL line',
  cable: 'a cable line',
  fibre: 'a fibre line',
  vpn: 'a VPN',
};
const STAMPS: Readonly<Record<string, string>> = {
  'kernel-tx-rx': 'by the kernel, at sending and at arrival (SO_TIMESTAMPING)',
  'kernel-rx': 'at arrival by the kernel, at sending by the process',
  monotonic: 'by the process, on the monotonic clock',
};
const availability = (dark: number, watched: number): string => {
  if (watched === 0) return 'not known';
  const share = (1 - dark / watched) * 100;
  return dark === 0 ? '100 %' : `${Math.min(99.9999, share).toFixed(share > 99.9 ? 4 : 2)} %`;
};

const head = (title: string): string =>
  `<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width,initial-scale=1">\n${html`<title>${title}</title>`.html}\n<style>${STYLE}</style>\n</head>\n<body>\n`;

const figure = (name: string, value: string): Markup =>
  html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
const figures = ({ stats, watched, dark, outageCount, unwatched }: Facts): Markup => {
  const ms = (us: number | undefined): string => (us === undefined ? '–' : `${(us / 1_000).toFixed(1)} ms`);
  return html`<dl class="figures">
    ${figure('Available', availability(dark, watched))}${figure('Outages', `${outageCount}`)}${figure('Dark', lengthWords(dark))}${figure('Not watched', watched === 0 ? 'all of it' : unwatched === 0 ? 'none' : lengthWords(unwatched))}
    ${figure('Echoes lost', percent(stats.lost, stats.n))}${figure('Median', ms(stats.p50))}${figure('90 % within', ms(stats.p90))}${figure('99 % within', ms(stats.p99))}
  </dl>`;
};

const methodOf = ({ line: { uplink }, stamps, stats }: Facts): Markup => {
  const asked =
    uplink === undefined
      ? html`ICMP echoes over this line alone, to addresses on the internet that are always there.`
      : html`An ICMP echo of 56 bytes over this line alone, to ${uplink.anchors.join(', ')} in turn; an address that is
        worse than most of the others is left aside, so that the line is judged by most of them.
        ${`One every ${lengthWords(uplink.every.live * 1_000)} while traffic uses the line, every ${lengthWords(uplink.every.standby * 1_000)} while it stands by, and ten a second for up to 30 s when something seems wrong (one a second where the line is metered). An echo is lost when nothing came back within ${lengthWords(uplink.lostAfter * 1_000)}.`}`;
  return html`<dl class="facts">
    <dt>What was asked</dt>
    <dd>${asked} ${stats.n} echoes in this time.</dd>
    <dt>Stamped</dt>
    <dd>${stamps === undefined ? 'not on record' : (STAMPS[stamps] ?? stamps)}</dd>
    <dt>Outage</dt>
    <dd>
      Three or more echoes lost in a row: from the last answer before to the first after. Those of less than 3 s count
      as loss.
    </dd>
    <dt>Available</dt>
    <dd>
      The time watched without outages, divided by the time watched. Hours in which no echo was settled are not watched.
    </dd>
    <dt>Percentiles</dt>
    <dd>
      Nearest
      rank${stats.resolution === undefined ? ', of every echo' : ', within 1 % (from minutes or hours that were kept)'}.
    </dd>
    <dt>Whose fault</dt>
    <dd>
      Where the line has a router of its own, that is asked too: if it answers while nothing behind it does, the fault
      lies beyond it.
    </dd>
    <dt>Clock</dt>
    <dd>All times are UTC, by the clock of the machine that measured; round-trip times do not depend on it.</dd>
  </dl>`;
};

const body = (facts: Facts): Markup => {
  const { line, range, days, hours } = facts;
  const { uplink } = line;
  const kind = uplink === undefined ? '' : `, ${KINDS[uplink.kind]}`;
  return html`<h1>Report of the line “${uplink?.label ?? line.name}”</h1>
    <p>${utc(range.from)} to ${utc(range.to)}${kind}, seen from “${line.vantage}”. Measured by plumbline.</p>
    ${figures(facts)}
    <h2>Outages, longest first</h2>
    ${outageTable(facts)}
    <h2>Loss and round-trip time</h2>
    ${chartOf(facts)}
    <p class="muted">Red behind the graphs: outages. Grey: not watched. Times are UTC.</p>
    ${bucketTable('Day by day; days by UTC, of which the first and the last count whole', days, dayName)}
    <h2>Findings</h2>
    ${findingTable(facts)}
    <h2>Times in which nobody watched</h2>
    ${gapTable(facts)}
    <h2>Method</h2>
    ${methodOf(facts)}
    <h2>Hour by hour</h2>
    ${bucketTable('Round-trip times in milliseconds', hours, hourName)} `;
};

const annex = ({ sha256, bytes, lines }: Digest, file: string, href: string): Markup =>
  html`<h2>Raw echoes</h2>
    <p>
      Every echo is in <a href="${href}">${file}</a>: the time it was sent (UTC, ISO 8601), its round-trip time in
      microseconds or why it is lost. ${lines} lines, ${bytes} bytes. What the record no longer holds one by one (after
      14 days unless told otherwise) is not in it.
    </p>
    <dl class="facts">
      <dt>SHA-256</dt>
      <dd><code>${sha256}</code></dd>
      <dt>To verify</dt>
      <dd><code>sha256sum ${file}</code> prints the same.</dd>
    </dl> `;

/**
 * The report as it is made: all that is summed up first, then the raw echoes, read through for their hash. `hrefOf`: where
 * the file of them is, from its name.
 */
export async function* reportDocument(
  query: Query,
  line: ReportLine,
  range: Range,
  hrefOf: (file: string) => string,
): AsyncGenerator<string> {
  const facts = await factsOf(query, line, range);
  yield (
    head(`Report of ${line.uplink?.label ?? line.name}, ${dayName(range.from)} to ${dayName(range.to)}`) +
      body(facts).html
  );
  const file = echoesFile(line, range);
  const digest = digesting();
  let pieces = 0;
  for await (const text of echoLines(query, line, range)) {
    digest.add(text);
    pieces += 1;
    // A connection on which nothing moves for a minute is cut, and a month takes some time to read.
    if (pieces % SIGN_OF_LIFE === 0) yield '\n';
  }
  yield `${annex(digest.done(), file, hrefOf(file)).html}</body>\n</html>\n`;
}
/** What ends a document that the store failed on. */
export const BROKE_OFF = '<p class="broke">The record could not be read to its end: this is no whole report.</p>\n';
