import { findClamp, offersOf, type Clamp } from './clamp.ts';
import { probeDf, type Df } from './df.ts';
import type { Figures, Goal, Rung, Step } from './diagnosis.ts';
import type { Effort } from './effort.ts';
import { figuresOf, transfersOf, type Facts } from './facts.ts';
import { firstDownload, firstUpload, downloads, upload } from './first.ts';
import { probeFragments } from './fragments.ts';
import { between } from './hops.ts';
import { judge } from './judge.ts';
import { ladderOf } from './ladder.ts';
import { measureLoss } from './loss.ts';
import { whoRefuses } from './names.ts';
import { ask, both, type Plan } from './plan.ts';
import { compareSizes } from './policer.ts';
import { findPortal } from './portal.ts';
import type { Claim } from './precedence.ts';
import { stepsOf } from './steps.ts';
import { headerOf, SMALL_MSS, type Target } from './target.ts';
import type { Transfer } from './transfer.ts';
import type { Trial } from './trial.ts';

/** What was made of the way to one address; the first claim is its verdict. */
export interface WayTold {
  readonly address: string;
  readonly family: 4 | 6;
  readonly claims: readonly [Claim, ...Claim[]];
  readonly steps: readonly Step[];
  readonly figures?: Figures;
  readonly ladder?: readonly Rung[];
  readonly target?: Target;
  readonly first?: Trial;
}

/**
 * One address, in the order in which no question hides the answer to the next: what the kernel knows, download,
 * upload, who refuses, who clamps, and packets that nobody may fragment last, since their errors teach the kernel a
 * smaller MTU, which its next SYN would offer. Loss is asked for whenever it disturbs nothing.
 */
export function* way(goal: Goal, address: string, effort: Effort): Plan<WayTold> {
  const family = address.includes(':') ? 6 : 4;
  const untold = (code: Claim['code'], summary: string, evidence: Claim['evidence'] = {}): WayTold => ({
    address,
    family,
    claims: [{ code, summary, evidence: { address, ...evidence } }],
    steps: [{ name: 'route', family, told: summary }],
  });
  const { route, unsupported } = yield* ask({ kind: 'route', to: address });
  if (unsupported !== undefined) return untold('inconclusive', `This system does not tell of routes: ${unsupported}.`);
  if (route === undefined)
    return untold('host-unreachable', `This machine has no route to ${address}.`, { how: 'no-route' });
  if (route.isSelf)
    return untold('inconclusive', `${address} is this machine itself: there is no way to judge.`, {
      settle: 'name a target that is somewhere else',
    });
  const at = { goal, address, family, effort } as const;
  const early = goal.uploadFirst === true ? yield* firstUpload(at) : undefined;
  const { target, first, load } = yield* firstDownload(at);
  const rest = afterFirst({ target, route, load, first, ...(early === undefined ? {} : { early }) });
  const [found, seen] = yield* both(findPortal(target, first), rest);
  const facts: Facts = { ...seen, ...(found === undefined ? {} : { portal: found }) };
  const told = { claims: judge(facts), steps: stepsOf(facts), figures: figuresOf(facts), ladder: ladderOf(facts) };
  return { address, family, ...told, target, first };
}

interface Begun extends Pick<Facts, 'target' | 'route'> {
  readonly first: Trial;
  readonly load: (idleMs: number | undefined) => Facts['load'];
  readonly early?: Transfer;
}

function* afterFirst({ target, route, load, first, early }: Begun): Plan<Facts> {
  const { transfer: down, echoes } = yield* downloads(target, first);
  const loss = yield* measureLoss(target, isTalking(down), echoes);
  const up = isTalking(down) ? yield* upload(target, down, loss.isLossy, early) : undefined;
  const refusal = isCutShort(down) ? yield* whoRefuses(target, down) : undefined;
  const opening = [...(early?.bigs ?? []), ...down.bigs].find(({ seen }) => seen.info !== undefined)?.seen.info;
  const so: Facts = {
    target,
    route,
    ...(opening === undefined ? {} : { opening }),
    down,
    loss,
    load: load(loss.rttMs),
    ...(up === undefined ? {} : { up }),
    ...(refusal === undefined ? {} : { refusal }),
  };
  const clamp = yield* clampOf(so);
  const facts: Facts = { ...so, ...(clamp === undefined ? {} : { clamp }) };
  return { ...facts, ...(yield* lastOf(facts)) };
}

const isTalking = ({ kind, fate }: Transfer): boolean => kind !== 'always' || fate === 'slow';
/** Something is said, and then it ends or hangs: by whom, and for whom else? */
const isCutShort = ({ kind, fate }: Transfer): boolean =>
  (kind === 'always' && fate === 'stuck') || ((kind === 'always' || kind === 'partial') && fate === 'cut');

/** Who clamps: asked where the peer offers little, little comes, or size decides. */
function* clampOf(facts: Facts): Plan<Clamp | undefined> {
  const { target, route, opening, down } = facts;
  const info = down.bigs.find(({ seen }) => seen.info !== undefined)?.seen.info;
  if (opening === undefined || info === undefined) return undefined;
  const offers = offersOf(opening, route, target.family);
  const isOfSize = transfersOf(facts).some(({ kind }) => kind === 'size' || kind === 'slow');
  const comesLow = info.bytesReceived > 16_384 && info.rcvMss < info.advMss - 20;
  return offers.isLow || comesLow || isOfSize ? yield* findClamp(target, offers) : undefined;
}

/** The packets that go last: whether full ones pass, whether pieces do, who loses them, and how often. */
function* lastOf(facts: Facts): Plan<Pick<Facts, 'df' | 'fragments' | 'bySize' | 'hops'>> {
  const { target, route, down, loss } = facts;
  if (down.kind === 'always' && ['unheard', 'unreachable', 'refused', 'untold'].includes(down.fate)) return {};
  const { address: to, family } = target;
  const full = Math.min(route.linkMtu, 9_000);
  const df = yield* probeDf({
    to,
    family,
    full,
    rttMs: loss.rttMs,
    isLossy: loss.isLossy,
    isPatient: !transfersOf(facts).some(({ kind }) => kind === 'size'),
    width: target.effort.width,
    guess: guessOf(facts),
  });
  if (df === undefined) return {};
  const timeout = Math.max(700, 5 * (loss.rttMs ?? 100));
  const probing = { to, protocols: df.answered, timeout };
  const fragments = loss.isLossy ? undefined : yield* probeFragments(probing, df);
  // Before anything is called a limit by size: do large packets never pass, or now and then?
  const isDoubtful =
    ['silent', 'some'].includes(df.outcome) ||
    df.untold > 0 ||
    transfersOf(facts).some(({ kind }) => ['size', 'slow', 'partial', 'flaky'].includes(kind));
  const largest = df.outcome === 'told' ? (df.mtu ?? full) : (df.vanishes ?? full);
  const limit = transfersOf(facts).find((t) => t.direction === 'up' && t.kind === 'size')?.limit?.working;
  const carries = df.outcome === 'silent' ? df.mtu : limit === undefined ? undefined : limit + headerOf(family);
  // Before the sizes are compared, of which fewer do where one diagnosis may not send as many.
  const hops = carries === undefined ? undefined : yield* between(to, df.vanishes ?? full, timeout);
  const bySize = isDoubtful
    ? yield* compareSizes(probing, largest, target.effort.pairs, loss.lost < loss.sent ? loss : { sent: 0, lost: 0 })
    : undefined;
  return {
    df,
    ...(fragments === undefined ? {} : { fragments }),
    ...(bySize === undefined ? {} : { bySize }),
    ...(hops === undefined ? {} : { hops }),
  } satisfies { readonly df: Df } & Pick<Facts, 'fragments' | 'bySize' | 'hops'>;
}

/** What TCP gets through, by its bisected limit or by a clamp: it may well be what passes at all. */
const guessOf = ({ target, route, clamp, down, up }: Facts): number | undefined => {
  const limit =
    up?.limit?.working ?? down.limit?.working ?? (clamp?.isLow === true ? clamp.theirs : clamp?.lowered?.to);
  if (limit !== undefined) return limit + headerOf(target.family);
  // Or the server has learned it from the download: it sends less meanwhile, and offers less ever since.
  const [came, sent] = [down.bigs.at(-1)?.seen.info, up?.bigs[0]?.seen.info];
  const mtus = [came?.rcvMss ?? 0, sent === undefined ? 0 : offersOf(sent, route, target.family).theirs]
    .filter((mss) => mss > SMALL_MSS)
    .map((mss) => mss + headerOf(target.family))
    .filter((mtu) => mtu < route.linkMtu);
  return mtus.length === 0 ? undefined : Math.min(...mtus);
};
