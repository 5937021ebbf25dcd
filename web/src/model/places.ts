import type { Blame, Gap, TargetSummary } from '../../../src/api/schema.ts';

type Place = NonNullable<TargetSummary['place']>;
type Placed = Pick<TargetSummary, 'name' | 'place'>;

/** `berlin`, or `berlin over dsl`. */
export const placeWords = ({ vantage, via }: Pick<Place, 'vantage' | 'via'>): string =>
  via === undefined ? vantage : `${vantage} over ${via}`;

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
/**
 * How a target is called. What is not in the list may be of a place that has just joined: its name tells the place
 * (`router@office+dsl`, as src/service/read-only/places.ts makes it), and others may know the target's label.
 */
export const labelOf = (targets: readonly Pick<TargetSummary, 'name' | 'label' | 'place'>[], name: string): string => {
  const known = targets.find((t) => t.name === name);
  if (known !== undefined) return known.label;
  const [, target, vantage, via] = /^([^@]+)@([^+]+)(?:\+(.+))?$/.exec(name) ?? [];
  if (target === undefined || vantage === undefined) return name;
  const label = targets.find((t) => t.place?.target === target)?.place?.label ?? target;
  return `${label} · ${placeWords({ vantage: decoded(vantage), ...(via === undefined ? {} : { via }) })}`;
};

/** The gaps that concern a target: its own, and those of the whole service that measures it. */
export const gapsFor = (gaps: readonly Gap[], { name, place }: Placed): readonly Gap[] =>
  gaps.filter(({ subject }) => {
    if (subject === undefined) return true;
    if (subject.target !== undefined) return subject.target === name;
    return place === undefined || subject.vantage === place.vantage;
  });

/** The same machine as other places see it, itself among them; nothing where no other place does. */
export const sameElsewhere = <T extends Placed>(targets: readonly T[], { place }: Placed): readonly T[] => {
  const all = targets.filter((t) => place !== undefined && t.place?.same === place.same);
  return all.length > 1 ? all : [];
};

/** Whose fault it is that a target fares badly, where that can be said at all. */
export const blameFor = (blames: readonly Blame[] | undefined, { place }: Placed): Blame | undefined =>
  blames?.find((b) => b.same === place?.same && b.fault !== 'unclear');

export const FAULT_WORDS: Readonly<Record<Blame['fault'], string>> = {
  site: 'Their site',
  line: 'One line',
  path: 'The path',
  unclear: 'Not clear',
  mixed: 'Several faults',
};
