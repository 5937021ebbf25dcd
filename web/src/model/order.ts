import type { Blame, Overview, StateWord, TargetSummary } from '../../../src/api/schema.ts';
import { blameFor } from './places.ts';

type Role = TargetSummary['role'];
/** From the nearest to the farthest, as a packet travels; the control last. */
export const ROLE_ORDER: readonly Role[] = [
  'line',
  'gateway',
  'first-hop',
  'resolver',
  'anchor',
  'site',
  'target',
  'control',
];
export const ROLE_WORDS: Readonly<Record<Role, string>> = {
  line: 'Lines',
  gateway: 'Gateway',
  'first-hop': 'First hop',
  resolver: 'Resolvers',
  anchor: 'Anchors',
  site: 'Sites',
  target: 'Targets',
  control: 'Control (this machine)',
};
const SEVERITY: Readonly<Record<StateWord, number>> = { down: 0, degraded: 1, unknown: 2, up: 3 };

/** What fails first; otherwise as the config has it. */
export const byUrgency = (targets: readonly TargetSummary[]): TargetSummary[] =>
  // Safari 15 has no toSorted; sort() is stable since 2019.
  [...targets].sort((a, b) => SEVERITY[a.state.word] - SEVERITY[b.state.word]); // oxlint-disable-line unicorn/no-array-sort

export interface Group {
  readonly key: string;
  readonly title: string;
  readonly targets: readonly TargetSummary[];
  /** What goes by one name at several places. */
  readonly ofPlaces: boolean;
  /** Whose fault it is that it fares badly: one of each machine that goes by this name. */
  readonly blames: readonly Blame[];
}
/** By role, nearest first; within a role what fails first. Empty roles are left out. What has places has a group each. */
export const groupsOf = ({ targets, blames }: Pick<Overview, 'targets' | 'blames'>): Group[] => [
  ...ROLE_ORDER.map((role) => ({
    key: role,
    title: ROLE_WORDS[role],
    targets: byUrgency(targets.filter((t) => t.role === role && t.place === undefined)),
    ofPlaces: false,
    blames: [],
  })).filter((g) => g.targets.length > 0),
  ...placesOf(targets, blames),
];
/** What has one name, from several places side by side, in the order of the places; what fails anywhere comes first. */
const placesOf = (targets: readonly TargetSummary[], blames: readonly Blame[] | undefined): Group[] => {
  const groups = new Map<string, TargetSummary[]>();
  for (const target of byUrgency(targets)) {
    if (target.place === undefined) continue;
    const group = groups.get(target.place.target);
    if (group === undefined) groups.set(target.place.target, [target]);
    else group.push(target);
  }
  return Array.from(groups.values(), (group) => {
    const [first] = group;
    return {
      key: `place ${first?.place?.target ?? ''}`,
      title: first?.place?.label ?? '',
      targets: targets.filter((t) => group.includes(t)),
      ofPlaces: true,
      blames: [...new Set(group.flatMap((t) => blameFor(blames, t) ?? []))],
    };
  });
};

/** The whole in one word and one sentence. */
export interface Verdict {
  readonly word: StateWord;
  readonly title: string;
  readonly detail: string;
}

const names = (targets: readonly TargetSummary[]): string => {
  const labels = targets.slice(0, 3).map((t) => t.label);
  const more = targets.length - labels.length;
  return more > 0 ? `${labels.join(', ')} and ${more} more` : labels.join(', ');
};

export const verdictOf = (o: Pick<Overview, 'routes' | 'targets'>): Verdict => {
  const of = (word: StateWord): TargetSummary[] => o.targets.filter((t) => t.state.word === word);
  const down = of('down');
  const degraded = of('degraded');
  const unknown = of('unknown');
  const up = of('up');
  const outside = o.targets.filter((t) => t.role !== 'control' && t.role !== 'gateway');
  const answering = `${up.length + degraded.length} of ${o.targets.length} answer`;
  if (!o.routes.v4 && !o.routes.v6) {
    return { word: 'down', title: 'No route out', detail: 'This machine has no default route.' };
  }
  if (o.targets.length === 0) {
    return { word: 'unknown', title: 'Nothing to watch', detail: 'No targets are configured.' };
  }
  if (outside.length > 1 && outside.every((t) => t.state.word === 'down')) {
    return { word: 'down', title: 'Nothing outside answers', detail: answering };
  }
  if (down.length > 0) return { word: 'down', title: `${down.length} down`, detail: names(down) };
  if (degraded.length > 0) {
    return { word: 'degraded', title: `${degraded.length} degraded`, detail: names(degraded) };
  }
  if (up.length === 0) return { word: 'unknown', title: 'No data yet', detail: 'The first answers are on their way.' };
  const waiting = unknown.length === 0 ? '' : `, ${unknown.length} without data yet`;
  return {
    word: 'up',
    title: 'All well',
    detail: `${up.length === o.targets.length ? `all ${up.length}` : `${up.length} of ${o.targets.length}`} answer${waiting}`,
  };
};

export const STATE_LABELS: Readonly<Record<StateWord, string>> = {
  up: 'Up',
  degraded: 'Degraded',
  down: 'Down',
  unknown: 'No data',
};
