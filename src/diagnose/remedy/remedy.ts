import type { Code } from '../../domain/codes.ts';
import type { Evidence } from '../../domain/finding.ts';
import type { Diagnosis } from '../diagnosis.ts';
import { CLAMP, CLAMP_KEEPING_DF, CLAMP_SLOW } from './clamp.ts';
import { generalRemedy } from './general.ts';
import { LINK_MTU } from './link-mtu.ts';
import { PLATFORMS, type Fault, type Platform, type Recipe, type Recipes } from './platform.ts';
import { TOO_BIG } from './too-big.ts';

export { isPlatform, PLATFORMS, type Platform } from './platform.ts';

/** What to do about a verdict. */
export interface Remedy {
  /** In words, for any platform. */
  readonly general: string;
  /** For the platform asked for, or the one that can be tried here and now; undefined where none can be written. */
  readonly recipe?: Recipe & { readonly platform: Platform };
  /** Every platform that there is a recipe for. */
  readonly platforms: readonly Platform[];
  /** What stays as it is. */
  readonly misses?: string;
}

const CLAMP_MISSES =
  'Clamping does not help UDP or QUIC: those need ICMP "too big" to pass, or the true MTU on the link.';
const FLUSH: Recipes = {
  'linux-client': (faults) => ({
    where: 'as root on this machine',
    paste: [...new Set(faults.map(({ family }) => `ip -${family} route flush cache`))].join('\n'),
    verify: 'the same diagnosis again: it sees the way as a machine that knows nothing of it',
    undo: 'nothing: the kernel learns it again',
  }),
};

interface Cure {
  readonly recipes: Recipes;
  readonly lost: Fault['lost'];
  readonly misses?: string;
  /** It needs no number. */
  readonly always?: boolean;
}
const CURES: Readonly<Partial<Record<Code, Cure>>> = {
  'forward-black-hole': { recipes: CLAMP, lost: 'up', misses: CLAMP_MISSES },
  'reverse-black-hole': { recipes: CLAMP, lost: 'down', misses: CLAMP_MISSES },
  'black-hole-both-ways': { recipes: CLAMP, lost: 'both', misses: CLAMP_MISSES },
  'mss-clamp-ineffective': { recipes: CLAMP, lost: 'both', misses: CLAMP_MISSES },
  'path-mtu-slow': { recipes: CLAMP_SLOW, lost: 'down', misses: CLAMP_MISSES },
  'icmp-rate-limited': { recipes: CLAMP, lost: 'both', misses: CLAMP_MISSES },
  'df-stripped': { recipes: CLAMP_KEEPING_DF, lost: 'both', misses: CLAMP_MISSES },
  'udp-black-hole': {
    recipes: LINK_MTU,
    lost: 'both',
    misses: 'What others send is theirs to make smaller: large UDP packets from outside may go on vanishing.',
  },
  'icmp-filtered': {
    recipes: TOO_BIG,
    lost: 'both',
    always: true,
    misses: 'A filter of somebody else stays where it is.',
  },
  'path-mtu-cached': { recipes: FLUSH, lost: 'both', always: true, misses: 'What made the way narrow is still there.' },
};

/** Where there is something to paste about a code, given its numbers. */
export const platformsFor = (code: Code): readonly Platform[] => {
  const recipes = CURES[code]?.recipes ?? {};
  return PLATFORMS.filter((p) => recipes[p] !== undefined);
};

/** What can be pasted about a code without a number that is first measured; empty where one is needed. */
export const recipesFor = (code: Code): readonly (Recipe & { readonly platform: Platform })[] => {
  const cure = CURES[code];
  if (cure?.always !== true) return [];
  const faults = ([4, 6] as const).map((family): Fault => ({ family, lost: cure.lost, mss: 0, mtu: 0 }));
  return platformsFor(code).flatMap((platform) => {
    const recipe = cure.recipes[platform]?.(faults);
    return recipe === undefined ? [] : [{ ...recipe, platform }];
  });
};

const OVERHEAD = { 4: 40, 6: 60 } as const;
const positive = (n: Evidence[string] | undefined): number | undefined =>
  typeof n === 'number' && Number.isInteger(n) && n > 0 ? n : undefined;

const LOST: Readonly<Record<string, Fault['lost']>> = { from: 'down', to: 'up', both: 'both' };

/** What the evidence says that passes: `mss` (largest TCP payload) or `mtu` (largest packet), each from the other. */
const faultOf = (family: 4 | 6, { mss, mtu, direction }: Evidence, cure: Cure): Fault | undefined => {
  const { always } = cure;
  const lost = (typeof direction === 'string' ? LOST[direction] : undefined) ?? cure.lost;
  const head = OVERHEAD[family];
  const packet = positive(mtu);
  const payload = positive(mss) ?? (packet === undefined ? undefined : packet - head);
  if (payload !== undefined && payload > 0) return { family, lost, mss: payload, mtu: packet ?? payload + head };
  return always === true ? { family, lost, mss: 0, mtu: 0 } : undefined;
};

/** Of every family that has the verdict's fault; for the platform that can be tried at once where none is asked for. */
export const remedyFor = ({ verdict, ways }: Pick<Diagnosis, 'verdict' | 'ways'>, asked?: Platform): Remedy => {
  const cure = CURES[verdict.code];
  const said = generalRemedy(verdict.code, verdict.evidence);
  const general = cure?.misses === CLAMP_MISSES ? said.replace(' Clamping does not help UDP or QUIC.', '') : said;
  if (cure === undefined) return { general, platforms: [] };
  const same = ways.filter((w) => w.verdict.code === verdict.code);
  const faults = same
    .flatMap((w) => faultOf(w.family, w.verdict.evidence, cure) ?? [])
    .toSorted((a, b) => a.family - b.family);
  if (faults.length === 0) return { general, platforms: [] };
  const platforms = PLATFORMS.filter((p) => cure.recipes[p]?.(faults) !== undefined);
  const platform = asked ?? 'linux-client';
  const recipe = cure.recipes[platform]?.(faults);
  return {
    general,
    platforms,
    ...(recipe === undefined ? {} : { recipe: { ...recipe, platform } }),
    ...(cure.misses === undefined ? {} : { misses: cure.misses }),
  };
};

/** As one text: to paste first, then what is to be known of it. */
export const remedyText = ({ general, recipe, misses }: Remedy): string => {
  if (recipe === undefined) return misses === undefined ? general : `${general} ${misses}`;
  const { where, paste, verify, undo } = recipe;
  return [
    paste,
    `(${where})`,
    `See whether it helps: ${verify}.`,
    `Undo: ${undo}.`,
    ...(misses === undefined ? [] : [misses]),
  ].join('\n');
};
