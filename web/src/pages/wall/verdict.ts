import { app } from '../../data/app.ts';
import { useStore } from '../../data/store.ts';
import { contactOf, isGone, knownUntil } from '../../model/contact.ts';
import { formatDuration } from '../../model/format.ts';
import type { Verdict } from '../../model/order.ts';
import { clockSeconds } from '../../model/time.ts';
import type { Shown } from '../../model/wall-front.ts';
import { wallVerdictOf } from '../../model/wall-verdict.ts';

/** What the whole screen says; `gone`: there is nobody to ask, and what it shows is from before. */
export type WallVerdict = Verdict & { readonly gone: boolean };

/** What the whole screen says: the verdict, or that there is nobody to ask. */
export const useVerdict = (shown: readonly Shown[]): WallVerdict => {
  const overview = useStore(app, (s) => s.frame);
  const problem = useStore(app, (s) => s.problem);
  const contact = useStore(app, contactOf);
  const until = useStore(app, (s) => (isGone(contactOf(s)) ? knownUntil(s) : undefined));
  const silent = useStore(app, (s) => (until === undefined ? 0 : Math.floor((s.now - until) / 1_000_000)));
  if (contact === 'connecting' || (contact === 'live' && overview === undefined))
    return { word: 'unknown', title: 'Reading the line…', detail: '', gone: false };
  if (contact === 'live' && overview !== undefined) return { ...wallVerdictOf(overview, shown), gone: false };
  const since = until === undefined ? '' : `for ${formatDuration(silent * 1_000)}, since ${clockSeconds(until)}`;
  const gone = { word: 'unknown', gone: true } as const;
  if (contact === 'lost') {
    return { ...gone, title: 'No contact', detail: since === '' ? (problem ?? '') : `with plumbline ${since}` };
  }
  const title = contact === 'cut-off' ? 'No contact with InfluxDB' : 'Out of date';
  return { ...gone, title, detail: `${since}${problem === undefined ? '' : `: ${problem}`}` };
};
