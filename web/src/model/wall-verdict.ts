import type { Overview } from '../../../src/api/schema.ts';
import { formatCount } from './format.ts';
import { linesVerdict } from './lines.ts';
import { verdictOf, type Verdict } from './order.ts';
import { told } from './sites.ts';
import type { Shown } from './wall-front.ts';

const WORDS = { down: 'is down', degraded: 'is not well', stale: 'is not heard of' } as const;
const NAMED = 3;

const namesOf = (troubles: readonly Shown[]): string => {
  const more = troubles.length - NAMED;
  const named = troubles.slice(0, NAMED).map((t) => told(t.label, 32));
  return `${named.join(', ')}${more > 0 ? ` and ${formatCount(more)} more` : ''}`;
};

/** The house in a few words: what is at the front of the wall, or that all is well. */
export const wallVerdictOf = (o: Pick<Overview, 'routes' | 'targets' | 'lines'>, shown: readonly Shown[]): Verdict => {
  const whole = verdictOf(o);
  const lines = o.lines === undefined || o.lines.lines.length === 0 ? undefined : linesVerdict(o.lines);
  if (!o.routes.v4 && !o.routes.v6) return whole;
  // Without targets, or where nothing at all answers: that says more than what is at the front.
  if (whole.title === 'Nothing outside answers') return whole;
  const bad = shown.filter((s) => !s.cured);
  const [first] = bad;
  const live = o.lines?.lines.find((l) => l.live);
  const carries = live === undefined ? (lines?.title ?? '') : `${live.label} is live`;
  if (first !== undefined) {
    const down = bad.filter((b) => b.word === 'down');
    const rest = bad.length - down.length;
    const word = down.length > 0 ? 'down' : 'degraded';
    if (bad.length === 1)
      return { word, title: `${first.label} ${WORDS[first.word]}`, detail: carries === '' ? first.why : carries };
    const title = down.length > 0 ? `${formatCount(down.length)} down` : `${formatCount(rest)} not well`;
    const others = down.length > 0 && rest > 0 ? `, ${formatCount(rest)} not well` : '';
    const names = namesOf(down.length > 0 ? down : bad);
    return { word, title, detail: `${carries === '' ? '' : `${carries} · `}${names}${others}` };
  }
  if (lines !== undefined && live === undefined) return lines;
  // What is at the front decides: the rest is cured, or is not sure yet.
  if (whole.word === 'unknown') return whole;
  return {
    word: 'up',
    title: 'All is well',
    detail: lines === undefined ? (whole.word === 'up' ? whole.detail : '') : `${lines.title}. ${lines.detail}`.trim(),
  };
};
