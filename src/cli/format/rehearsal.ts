import { add, costOf, MOST, type Cost } from '../../diagnose/cost.ts';
import { inWords, kindsOf, size, type Naming } from '../../diagnose/describe.ts';
import type { Goal } from '../../diagnose/diagnosis.ts';
import { INVENTED } from '../../diagnose/invented.ts';
import type { Rehearsal } from '../../diagnose/rehearsal.ts';
import type { Ask } from '../../domain/ask.ts';
import type { Subject } from '../../domain/subject.ts';
import { counted } from './number.ts';
import type { Style } from './style.ts';
import { indent, printable, wrap } from './text.ts';

/** Nothing was resolved: an address of the target is called by its name. */
const namingOf =
  ({ host }: Goal): Naming =>
  (address) =>
    address === INVENTED[4] || address === INVENTED[6] ? host : address;

const costText = ({ connections, packets, bytes }: Cost): string =>
  [
    ...(connections === 0 ? [] : [counted(connections, 'connection')]),
    ...(packets === 0 ? [] : [counted(packets, 'packet')]),
    ...(bytes === 0 ? [] : [`${size(bytes)} at most`]),
  ].join(', ') || 'sends nothing';

interface Line {
  readonly words: string;
  readonly cost: Cost;
  /** The same, of the two families. */
  readonly times: number;
}
/** A line an ask; what is asked over IPv4 and over IPv6 stands there once. */
const linesOf = (asks: readonly Ask[], naming: Naming): readonly Line[] => {
  const lines = new Map<string, Line>();
  for (const ask of asks) {
    const words = inWords(ask, naming);
    const cost = costOf(ask);
    const before = lines.get(words);
    if (words === '') continue;
    if (before === undefined) lines.set(words, { words, cost, times: 1 });
    else lines.set(words, { words, cost: add(before.cost, cost), times: before.times + 1 });
  }
  return [...lines.values()];
};

const numbered = (texts: readonly string[], width: number): readonly string[] =>
  texts.flatMap((text, i) => {
    const [first = '', ...more] = wrap(printable(text), width - 6);
    return [`  ${String(i + 1).padStart(2)}  ${first}`, ...indent(more, 6)];
  });
const lineText = ({ words, cost, times }: Line): string =>
  `${times === 1 ? '' : 'over IPv4 and over IPv6: '}${words} (${costText(cost)})`;

/** What a diagnosis would send, in order, for a person. */
export const rehearsalCard = (subject: Subject, goal: Goal, rehearsal: Rehearsal, style: Style): string => {
  const naming = namingOf(goal);
  const { healthy, further, most, worlds } = rehearsal;
  const width = style.width - 2;
  const text = (words: string): readonly string[] => indent(wrap(words, width), 2);
  const over = subject.via === undefined ? '' : ` over ${printable(subject.via)}`;
  const more = kindsOf(further, naming).map((words) => words.replace(/^\d+ (?=\D)/, ''));
  const lines = [
    `Nothing was sent. ${style.strong(printable(subject.target ?? ''))}${over}`,
    '',
    ...text('Where nothing is wrong, in this order:'),
    ...indent(numbered(linesOf(healthy.asks, naming).map(lineText), width), 2),
    ...text(`In all ${costText(healthy.cost)}.`),
    ...(more.length === 0 ? [] : ['', ...text('Where something is wrong, some of these as well:')]),
    ...indent(numbered([...new Set(more)], width), 2),
    ...text(
      `In the worst of ${worlds} faults tried out on paper: ${costText(most)}, ${Math.ceil(most.millis / 1_000)} s.`,
    ),
    ...text(
      `Never more than ${MOST.packets} packets beside the connections, ${size(MOST.bytes)} and ${MOST.millis / 1_000} s.`,
    ),
  ];
  return `${lines.join('\n')}\n`;
};

export const rehearsalLine = (subject: Subject, goal: Goal, { healthy, further, most }: Rehearsal): string => {
  const naming = namingOf(goal);
  const told = (ask: Ask) => ({ ask: inWords(ask, naming), ...costOf(ask) });
  const dryRun = { healthy: healthy.asks.map(told), further: kindsOf(further, naming), most, bound: MOST };
  return `${JSON.stringify({ subject, dryRun })}\n`;
};
