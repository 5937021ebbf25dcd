import { CODES, isCode, peerOf } from '../../domain/codes.ts';
import { EVENT_TYPES, type EventType } from '../../domain/entry.ts';
import { EVENT_INFO } from '../../domain/event-info.ts';
import { nearest } from '../../domain/nearest.ts';
import { platformsFor } from '../../diagnose/remedy/remedy.ts';
import { tooMany } from '../args.ts';
import { wrong, type Command } from '../command.ts';
import { SHAPES, styleFor, type Style } from '../format/style.ts';
import { table } from '../format/table.ts';
import { cut, indent, printable, wrap } from '../format/text.ts';

const EVENTS = 'events';
const isEventType = (word: string): word is EventType => Object.hasOwn(EVENT_INFO, word);
const PEERS = [...new Set(Object.keys(CODES).flatMap((code) => peerOf(code) ?? []))];

export const explain: Command = {
  usage: 'explain [CODE]',
  summary: 'What a finding or event means and how to fix it',
  options: {},
  help: () => [
    `Without a code: all of plumbline. Those of others stand under their names, and are listed by them: ${PEERS.map((peer) => `plumbline explain ${peer}`).join(', ')}.`,
    'The type of an event is explained too; they are listed by: plumbline explain events.',
  ],
  prepare: (args, { stdout, env }) => {
    const problems = tooMany(args.positionals, 1);
    if (problems.length > 0) return { problems };
    const style = styleFor(stdout, env);
    const [code] = args.positionals;
    if (code === undefined) return { run: () => tell([...listOf(undefined, style), '', ...peerLines(style)]) };
    const peer = code.replace(/\/$/, '');
    if (PEERS.includes(peer)) return { run: () => tell(listOf(peer, style)) };
    if (code === EVENTS) return { run: () => tell(listOfEvents(style)) };
    if (isEventType(code)) return { run: () => tell(oneEvent(code, style)) };
    if (isCode(code)) return { run: () => tell(oneCode(code, style)) };
    const near = nearest(code, [...Object.keys(CODES), ...PEERS, EVENTS, ...EVENT_TYPES]);
    const expected = near === undefined ? '`plumbline explain` lists all codes' : `perhaps ${near}`;
    return wrong({ what: `"${cut(printable(code), 60)}" is no code`, expected });

    function tell(lines: readonly string[]): 0 {
      stdout.write(`${lines.join('\n')}\n`);
      return 0;
    }
  },
};

const oneCode = (code: keyof typeof CODES, style: Style): readonly string[] => {
  const { severity, meaning, remedy } = CODES[code];
  const platforms = platformsFor(code);
  const paste = `With text to paste: plumbline diagnose TARGET --for ${platforms.join(', ')}`;
  return [
    `${style.standing(severity, `${SHAPES[severity]} ${severity}`)}  ${style.strong(code)}`,
    ...indent(wrap(meaning, style.width - 2), 2),
    '',
    ...indent(wrap(`To do: ${remedy}`, style.width - 2), 2),
    ...(platforms.length === 0 ? [] : indent(wrap(paste, style.width - 2), 2)),
  ];
};

const oneEvent = (type: EventType, style: Style): readonly string[] => {
  const { title, meaning, remedy, evidence } = EVENT_INFO[type];
  const widest = Math.max(...Object.keys(evidence).map((key) => key.length));
  return [
    `${style.strong(type)}  ${title}`,
    ...indent(wrap(meaning, style.width - 2), 2),
    '',
    ...indent(wrap(`To do: ${remedy}`, style.width - 2), 2),
    '',
    '  It rests on:',
    ...indent(
      Object.entries(evidence).map(([key, label]) => `${key.padEnd(widest)}  ${label}`),
      4,
    ),
  ];
};
const listOfEvents = (style: Style): readonly string[] =>
  table(
    [{ title: 'EVENT' }, { title: 'MEANING', least: 30 }],
    EVENT_TYPES.map((type) => [type, EVENT_INFO[type].meaning]),
    style.wide,
  );

/** The codes of one peer, or our own. */
const listOf = (peer: string | undefined, style: Style): readonly string[] =>
  table(
    [{ title: 'CODE' }, { title: 'SEVERITY' }, { title: 'MEANING', least: 30 }],
    Object.entries(CODES)
      .filter(([code]) => peerOf(code) === peer)
      .map(([code, { severity, meaning }]) => [code, `${SHAPES[severity]} ${severity}`, meaning]),
    style.wide,
  );
const peerLines = (style: Style): readonly string[] =>
  PEERS.flatMap((peer) => {
    const n = Object.keys(CODES).filter((code) => peerOf(code) === peer).length;
    return wrap(`${n} more of ${peer}: plumbline explain ${peer}`, style.width);
  });
