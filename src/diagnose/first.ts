import type { PacketSeen } from '../domain/ask.ts';
import { loadOf, loadProbes, type Load } from './load.ts';
import { lossProbes } from './loss.ts';
import { ask, type Plan } from './plan.ts';
import { getOf, postOf, type Target } from './target.ts';
import { moreDownloads, moreUploads, sideOf, type Transfer } from './transfer.ts';
import { trialOf, type Trial } from './trial.ts';

const UPLOAD_BYTES = 65_536;
const FIRST = { timeout: 8_000, silence: 4_000 };

type At = Omit<Target, 'tls' | 'port'>;
const speaking = (at: At, tls: boolean): Target => ({ ...at, tls, port: at.goal.port ?? (tls ? 443 : 80) });

interface FirstSeen {
  readonly target: Target;
  readonly first: Trial;
  /** Of the line under the download, against its idle round trip where that is known. */
  readonly load: (idleMs: number | undefined) => Load;
}

/** The first download with echoes beside it; over TLS, or plain where neither was asked for and TLS is not there. */
export function* firstDownload(at: At): Plan<FirstSeen> {
  const { scheme } = at.goal;
  const seen = yield* loaded(speaking(at, scheme !== 'http'));
  const { fate } = seen.first;
  if (scheme !== undefined || !['refused', 'unreachable', 'unheard', 'garbage'].includes(fate)) return seen;
  const plain = yield* loaded(speaking(at, false));
  return plain.first.fate === fate || plain.first.fate === 'untold' ? seen : plain;
}

function* loaded(target: Target): Plan<FirstSeen> {
  const { seen } = yield* ask({
    kind: 'together',
    asks: [getOf(target, { bytes: target.effort.downloadBytes, ...FIRST }), loadProbes(target)],
  });
  const [download, echoes] = seen;
  if (download?.kind !== 'exchange' || echoes?.kind !== 'packets')
    throw new TypeError('asked for an exchange and packets, saw something else');
  return { target, first: trialOf(download), load: (idleMs) => loadOf(download, echoes, idleMs) };
}

/** Full and small downloads where the first was not fine, with the echoes of loss beside them. */
export function* downloads(
  target: Target,
  first: Trial,
): Plan<{ readonly transfer: Transfer; readonly echoes?: readonly PacketSeen[] }> {
  if (first.fate === 'fast') return { transfer: fine(first, 'down') };
  const { transfer, beside } = yield* moreDownloads(target, first, lossProbes(target));
  return { transfer, ...(beside === undefined ? {} : { echoes: beside.packets }) };
}

/** An upload before the first download, whose answers it may hide. */
export function* firstUpload(at: At): Plan<Transfer> {
  const target = speaking(at, at.goal.scheme !== 'http');
  const first = trialOf(yield* ask(postOf(target, { bytes: UPLOAD_BYTES, ...FIRST })));
  if (first.fate !== 'stuck' && first.fate !== 'slow') return fine(first, 'up');
  // What hangs on the way back is the download's to tell.
  if (first.side === 'in') return { ...fine(first, 'up'), kind: 'flaky' };
  return (yield* moreUploads({ target, first }, false, lossProbes(target))).transfer;
}

export function* upload(target: Target, down: Transfer, isLossy: boolean, early?: Transfer): Plan<Transfer> {
  if (early !== undefined && tellsOfUploads(early)) return early;
  // Behind a reverse black hole no certificate comes, so that the upload has to do without TLS.
  const plain = target.tls && (down.kind === 'size' || down.kind === 'slow');
  const first = trialOf(yield* ask(postOf(target, { bytes: UPLOAD_BYTES, ...FIRST, plain })));
  if (first.fate === 'fast') return fine(first, 'up');
  return (yield* moreUploads({ target, first, isLossy, guess: down.limit?.working }, plain)).transfer;
}

/** Before the download it told what it was asked; or it hung where the answers did not come, which tells of those. */
const tellsOfUploads = (early: Transfer): boolean =>
  early.fate === 'fast' || early.kind === 'once' || (early.kind !== 'always' && sideOf(early) === 'out');

const fine = (trial: Trial, direction: Transfer['direction']): Transfer => ({
  kind: 'fine',
  fate: trial.fate,
  direction,
  bigs: [trial],
  smalls: [],
});
