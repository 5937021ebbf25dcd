import { costOf, MOST, type Cost } from '../../diagnose/cost.ts';
import { inWords, size, type Naming } from '../../diagnose/describe.ts';
import type { Goal } from '../../diagnose/diagnosis.ts';
import { INVENTED } from '../../diagnose/invented.ts';
import type { Rehearsal } from '../../diagnose/rehearsal.ts';
import type { Ask } from '../../domain/ask.ts';
import type { Subject } from '../../domain/subject.ts';
import { counted } from './number.ts';
import type { Style } from './style.ts';
import { indent, printable, wrap } from './text.ts';

/** Nothing was resolved: an address of the target is called by its family. */
const namingOf =
  ({ host }: Goal): Naming =>
  (address) => {
    if (address === INVENTED[4]) return `${host} (IPv4)`;
    return address === INVENTED[6] ? `${host} (IPv6)` : address;
  };

const costText = ({ connections, packets, bytes }: Cost): string =>
  [
    ...(connections === 0 ? [] : [counted(connections, 'connection')]),
    ...(packets === 0 ? [] : [counted(packets, 'packet')]),
    ...(bytes === 0 ? [] : [`${size(bytes)} at most`]),
  ].join(', ') || 'sends nothing';

const listed = (asks: readonly Ask[], naming: Naming, width: number): readonly string[] =>
  asks.flatMap((ask, i) => {
    const [first = '', ...more] = wrap(`${printable(inWords(ask, naming))} (${costText(costOf(ask))})`, width - 4);
    return [`${String(i + 1).padStart(2)}  ${first}`, ...indent(more, 4)];
  });

/** What a diagnosis would send, in order, for a person. */
export const rehearsalCard = (subject: Subject, goal: Goal, rehearsal: Rehearsal, style: Style): string => {
  const naming = namingOf(goal);
  const { healthy, further, most, worlds } = rehearsal;
  const width = style.width - 2;
  const text = (words: string): readonly string[] => indent(wrap(words, width), 2);
  const over = subject.via === undefined ? '' : ` over ${printable(subject.via)}`;
  const lines = [
    `Nothing was sent. ${style.strong(printable(subject.target ?? ''))}${over}`,
    '',
    ...text('Where nothing is wrong, in this order:'),
    ...indent(listed(healthy.asks, naming, width), 2),
    ...text(`In all ${costText(healthy.cost)}.`),
    ...(further.length === 0 ? [] : ['', ...text('Where something is wrong, some of these as well:')]),
    ...indent(listed(further, naming, width), 2),
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
  const dryRun = { healthy: healthy.asks.map(told), further: further.map(told), most, bound: MOST };
  return `${JSON.stringify({ subject, dryRun })}\n`;
};
