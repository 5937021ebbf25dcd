import type { Event } from '../../domain/entry.ts';
import { lengthWords } from '../../domain/length-words.ts';
import type { Bucket } from '../../store/journal.ts';
import { utc, type Facts, type Fault, type ToldOutage } from './facts.ts';
import { html, NOTHING, type Markup } from './markup.ts';

const ms = (us: number | undefined): string => (us === undefined ? '–' : (us / 1_000).toFixed(1));
export const percent = (part: number, whole: number): string => {
  if (whole === 0) return '–';
  const share = (part / whole) * 100;
  if (share === 0 || share === 100) return `${share} %`;
  return share < 0.01 ? '< 0.01 %' : `${share.toFixed(share < 1 ? 2 : 1)} %`;
};

const row = (name: string, b: Bucket): Markup =>
  html`<tr>
    <td>${name}</td>
    <td>${b.n}</td>
    <td>${b.lost}</td>
    <td>
      ${b.n > 0 && b.lost / b.n >= 0.02 ? html`<span class="bad">${percent(b.lost, b.n)}</span>` : percent(b.lost, b.n)}
    </td>
    <td>${ms(b.min)}</td>
    <td>${ms(b.p50)}</td>
    <td>${ms(b.p90)}</td>
    <td>${ms(b.p99)}</td>
    <td>${ms(b.max)}</td>
  </tr>`;
/** Echoes in buckets; of a day that begins before the period or ends after it, the whole day. */
export const bucketTable = (caption: string, buckets: readonly Bucket[], name: (at: number) => string): Markup =>
  buckets.length === 0
    ? html`<p>No echoes in this time.</p>`
    : html`<div class="wide">
        <table>
          <caption>
            ${caption}
          </caption>
          <thead>
            <tr>
              <th>UTC</th>
              <th>Echoes</th>
              <th>Lost</th>
              <th>Loss</th>
              <th>Least, ms</th>
              <th>Median</th>
              <th>p90</th>
              <th>p99</th>
              <th>Most</th>
            </tr>
          </thead>
          <tbody>
            ${buckets.map((b) => row(name(b.at), b))}
          </tbody>
        </table>
      </div>`;
export const dayName = (at: number): string => new Date(at / 1_000).toISOString().slice(0, 10);
export const hourName = (at: number): string => new Date(at / 1_000).toISOString().slice(0, 16).replace('T', ' ');

const FAULT_WORDS: Readonly<Record<Fault, string>> = {
  beyond: 'The router of the line answered meanwhile: the fault was on the line or at the provider.',
  before: 'The router of the line was silent too: the fault was in the house.',
  mixed: 'The router of the line answered part of the time: not decided.',
  'not-asked': 'The router of the line was not asked then: not decided.',
};
const outageRow = (o: ToldOutage, end: number): Markup =>
  html`<tr>
    <td>${utc(o.from)}</td>
    <td class="words">${o.to === undefined ? 'still' : utc(o.to)}</td>
    <td>${lengthWords((o.to ?? end) - o.from)}</td>
    <td>${o.lost}</td>
    <td class="words">
      ${FAULT_WORDS[o.fault]}${
        o.gateway.n === 0 ? '' : ` (${o.gateway.n - o.gateway.lost} of ${o.gateway.n} echoes to it came back.)`
      }
    </td>
  </tr>`;
export const outageTable = ({ outages, outageCount, range }: Facts): Markup => {
  if (outageCount === 0) return html`<p>None of three seconds or more.</p>`;
  const cut = outageCount > outages.length ? html`<p>The ${outages.length} longest of ${outageCount}.</p>` : NOTHING;
  return html`${cut}
    <div class="wide">
      <table>
        <thead>
          <tr>
            <th>Last answer before</th>
            <th class="words">First answer after</th>
            <th>Length</th>
            <th>Echoes lost</th>
            <th class="words">Whose fault</th>
          </tr>
        </thead>
        <tbody>
          ${outages.map((o) => outageRow(o, range.to))}
        </tbody>
      </table>
    </div>`;
};

const GAP_WORDS = {
  stopped: 'the service was stopped',
  suspended: 'the machine slept',
  stalled: 'the machine was too busy',
  'clock-stepped': 'the clock was set',
  restored: 'it was measured, but is not in the record any more',
} as const;
const noGapWords = ({ watched, range }: Facts): string => {
  if (watched === 0) return 'All of it: there is no echo of the line on record.';
  if (watched >= range.to - range.from) return 'None: the line was watched all the time.';
  return `None on record; there are echoes for ${lengthWords(watched)} of it.`;
};
export const gapTable = (facts: Facts): Markup => {
  const { gaps, unwatched, watched } = facts;
  return gaps.length === 0 || watched === 0
    ? html`<p>${noGapWords(facts)}</p>`
    : html`<p>
          ${lengthWords(unwatched)} in all. Nothing is known of that time, so that it counts neither as available nor as
          an outage.
        </p>
        <div class="wide">
          <table>
            <thead>
              <tr>
                <th>From</th>
                <th class="words">To</th>
                <th>Length</th>
                <th class="words">Why</th>
              </tr>
            </thead>
            <tbody>
              ${gaps.map(
                (g) =>
                  html`<tr>
                    <td>${utc(g.from)}</td>
                    <td class="words">${utc(g.to)}</td>
                    <td>${lengthWords(g.to - g.from)}</td>
                    <td class="words">${GAP_WORDS[g.reason]}</td>
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>`;
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const findingRow = ({ at, evidence }: Event): Markup =>
  html`<tr>
    <td>${utc(at)}</td>
    <td class="words">${text(evidence['code']).replaceAll('-', ' ')}${evidence['on'] === false ? ': over' : ''}</td>
    <td class="words">${text(evidence['summary'])}</td>
  </tr>`;
export const findingTable = ({ findings }: Facts): Markup =>
  findings.length === 0
    ? html`<p>None.</p>`
    : html`<div class="wide">
        <table>
          <thead>
            <tr>
              <th>When</th>
              <th class="words">What</th>
              <th class="words">Evidence</th>
            </tr>
          </thead>
          <tbody>
            ${findings.toReversed().map(findingRow)}
          </tbody>
        </table>
      </div>`;
