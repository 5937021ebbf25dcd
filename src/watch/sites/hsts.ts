import { lengthWords } from '../../domain/length-words.ts';
import type { EpochMicros } from '../../domain/time.ts';
import type { HstsSeen } from './looks.ts';
import type { HstsKept, Told } from './state.ts';

/** One answer without it may be that of another server. */
const SURE = 2;
const NEW: HstsKept = { had: false, misses: 0, gone: null, preloaded: null, listAt: 0, portal: null };

/** HSTS of a site, and how it stands with the preload list, after another look. */
export const withHsts = (
  label: string,
  before: HstsKept | null,
  { has, list, portal }: HstsSeen,
  at: EpochMicros,
): readonly [HstsKept, readonly Told[]] => {
  const kept = before ?? NEW;
  const told: Told[] = [];
  const had = kept.had || has;
  const misses = has || !kept.had ? 0 : Math.min(kept.misses + 1, SURE);
  let { gone } = kept;
  if (misses === SURE && gone === null) {
    gone = at;
    const summary = `${label} no longer says that it is to be asked by https alone: Strict-Transport-Security is gone.`;
    told.push({ at, code: 'hsts-gone', on: true, summary, evidence: {} });
  } else if (has && gone !== null) {
    const summary = `${label} has Strict-Transport-Security again, after ${lengthWords(at - gone)}.`;
    told.push({ at, code: 'hsts-gone', on: false, summary, evidence: { seconds: Math.round((at - gone) / 1e6) } });
    gone = null;
  }
  // A list that is older than the last one says nothing of now: a file, say, where the newer one was fetched.
  const isNews = list !== null && list.at >= kept.listAt;
  if (isNews && kept.preloaded !== null && list.preloaded !== kept.preloaded) {
    const summary = list.preloaded
      ? `${label} is on the list that browsers have built in now.`
      : `${label} is no longer on the list that browsers have built in.`;
    const [from, to] = [kept.preloaded, list.preloaded].map((p) => (p ? 'preloaded' : 'not preloaded'));
    told.push({ at, code: 'preload-changed', summary, evidence: { of: 'list', from: from ?? '', to: to ?? '' } });
  }
  if (portal !== null && kept.portal !== null && portal !== kept.portal) {
    const summary = `${label} at hstspreload.org: ${kept.portal} → ${portal}.`;
    told.push({ at, code: 'preload-changed', summary, evidence: { of: 'portal', from: kept.portal, to: portal } });
  }
  const next: HstsKept = {
    had,
    misses,
    gone,
    preloaded: isNews ? list.preloaded : kept.preloaded,
    listAt: isNews ? list.at : kept.listAt,
    portal: portal ?? kept.portal,
  };
  return [next, told];
};
