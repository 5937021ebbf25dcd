import { elsewhereOf, isBackJudged } from './came.ts';
import type { Step } from './diagnosis.ts';
import type { Facts } from './facts.ts';
import { grouped, millis, seconds } from './figures.ts';
import type { Transfer } from './transfer.ts';
import { endWords } from './words.ts';

/** What was looked at, in words and in order. */
export const stepsOf = (facts: Facts): readonly Step[] => {
  const { target, route, down, up, loss, load, refusal, portal, clamp, df, fragments, bySize, hops } = facts;
  const { family } = target;
  const told: (readonly [name: string, told: string | undefined])[] = [
    [
      'route',
      `from ${route.source}${route.device === undefined ? '' : ` by ${route.device}`}, MTU ${route.pathMtu}${route.pathMtu < route.linkMtu ? ` known of ${route.linkMtu}` : ''}`,
    ],
    ['download', transferTold(down)],
    ['object', elsewhereTold(facts)],
    [
      'way back',
      down.kind === 'fine' && !isBackJudged(facts) ? 'not judged: too little came to fill packets' : undefined,
    ],
    [
      'load',
      load.loadedMs === undefined || load.idleMs === undefined
        ? 'the download was over too soon to load the line'
        : `${millis(load.idleMs)} idle, ${millis(load.loadedMs)} during the download`,
    ],
    [
      'loss',
      loss.sent === 0
        ? 'no echoes can be sent here'
        : `${loss.lost} of ${loss.sent} small echoes lost${loss.tcpTries > 0 ? `; TCP repeated ${loss.tcpRepeated} of ${grouped(loss.tcpTries)}` : ''}`,
    ],
    ['upload', up === undefined ? 'not tried' : transferTold(up)],
    [
      'names',
      refusal === undefined
        ? undefined
        : `${refusal.otherNameAnswers ? 'another name is answered' : 'another name fares no better'}${refusal.plainIsAcked === undefined ? '' : `, plain bytes are ${refusal.plainIsAcked ? '' : 'not '}acknowledged`}${refusal.resetBy === undefined ? '' : `, resets by ${refusal.resetBy.replaceAll('-', ' ')}`}`,
    ],
    ['portal', portal === undefined ? undefined : `${portal.answered} gave ${portal.status}`],
    [
      'clamp',
      clamp === undefined
        ? undefined
        : `offered ${clamp.ours}, the peer ${clamp.theirs}${clamp.lowered === undefined ? '; no router quotes a smaller one' : `; ${clamp.lowered.to} from ${clamp.lowered.before} on`}`,
    ],
    ['packets', df === undefined ? undefined : dfTold(facts)],
    [
      'fragments',
      fragments === undefined || fragments.outcome === 'untold'
        ? undefined
        : `a datagram of ${grouped(fragments.bytes)} bytes in pieces ${fragments.outcome === 'pass' ? 'arrives' : 'is lost'}`,
    ],
    [
      'sizes',
      bySize === undefined || bySize.sent === 0
        ? undefined
        : `${bySize.largeLost} of ${bySize.sent} packets of ${grouped(bySize.bytes)} bytes lost, ${bySize.smallLost} small ones`,
    ],
    ['hops', hopsTold(hops)],
  ];
  return told.flatMap(([name, text]) => (text === undefined ? [] : [{ name, family, told: text }]));
};

const elsewhereTold = (facts: Facts): string | undefined => {
  const elsewhere = elsewhereOf(facts);
  return elsewhere === undefined ? undefined : `elsewhere: ${elsewhere}`;
};

const hopsTold = (hops: Facts['hops']): string | undefined => {
  if (hops?.isReached === true) return 'full packets reach the target';
  return hops?.between === undefined
    ? undefined
    : `full packets reach ${hops.between.after}, not ${hops.between.before}`;
};

const transferTold = ({ kind, bigs, smalls, limit, direction }: Transfer): string => {
  const [first] = bigs;
  if (first === undefined) return 'not tried';
  const { seen } = first;
  const mss =
    seen.info === undefined ? '' : `, segments of up to ${direction === 'down' ? seen.info.rcvMss : seen.info.sndMss}`;
  const body = direction === 'down' && seen.http !== undefined ? `${grouped(seen.http.bodyBytes)} bytes in ` : '';
  if (kind === 'fine') return `${body}${seconds(seen.tookMs)}${mss}`;
  const passed = (trials: typeof bigs) => trials.filter((t) => t.fate === 'fast' || t.fate === 'slow').length;
  const found =
    limit === undefined ? '' : `; works with an MSS of up to ${limit.working}${limit.isClear ? '' : ', not clearly'}`;
  return `${endWords(seen)} after ${seconds(seen.tookMs)}; ${passed(bigs)} of ${bigs.length} full ones passed, ${passed(smalls)} of ${smalls.length} small ones${found}`;
};

const dfTold = ({ df }: Facts): string => {
  if (df === undefined) return 'not tried';
  const by = df.answered.join(' and ');
  const lie =
    df.disbelieved === undefined ? '' : `; "too big, ${df.disbelieved.mtu}" of ${df.disbelieved.from} is not true`;
  switch (df.outcome) {
    case 'passes':
      return `${grouped(df.full)} bytes pass unfragmented (${by})${lie}`;
    case 'told':
      return `${grouped(df.mtu ?? 0)} bytes pass of ${grouped(df.full)}, as ${df.saidBy ?? 'somebody'} says${df.untold > 0 ? ` (${df.untold} of ${df.tried} times without a word)` : ''}${lie}`;
    case 'silent':
      return `${grouped(df.mtu ?? 0)} bytes pass of ${grouped(df.full)}, and nobody says so (${by})${lie}`;
    case 'protocol':
      return `full packets pass by one protocol and not by another (${by})`;
    case 'some':
      return `full packets pass now and then (${by})${lie}`;
    case 'unsettled':
      return `full packets do not all pass (${by}); one diagnosis may not send enough to tell more${lie}`;
    case 'unheard':
    default:
      return 'neither echoes nor UDP are answered';
  }
};
