import type { Overview } from '../../../src/api/schema.ts';

/** Something with a row of its own, or a tile: names alone, so that a sample changes none of it. */
export interface Place {
  readonly name: string;
  readonly label: string;
  readonly kind: 'line' | 'target';
}
export interface Places {
  /** What may have a row, in this order: as many as there is room for. */
  readonly rows: readonly Place[];
  /** All targets that are neither lines nor sites; those that have a row are not shown again. */
  readonly tiles: readonly Place[];
  /** Every name that may be asked for. */
  readonly known: readonly string[];
}

const of = ({ name, label }: { readonly name: string; readonly label: string }, kind: Place['kind']): Place => ({
  name,
  label,
  kind,
});
/** One of each on the way out first, then what lies beyond. */
const NEAR = ['gateway', 'first-hop', 'resolver'] as const;

type Known = Pick<Overview, 'targets' | 'lines' | 'sites'>;
const chosen = ({ targets, lines }: Known, failing: ReadonlySet<string>): readonly Place[] => {
  if (lines !== undefined && lines.lines.length > 0) return lines.lines.map((l) => of(l, 'line'));
  const outside = targets.filter((t) => t.role !== 'control' && t.role !== 'site' && t.series.length > 0);
  const near = NEAR.flatMap((role) => outside.find((t) => t.role === role) ?? []);
  const anchors = outside.filter((t) => t.role === 'anchor');
  const ordered = [...new Set([...near, ...anchors, ...outside])];
  return [...ordered.filter((t) => failing.has(t.name)), ...ordered.filter((t) => !failing.has(t.name))].map((t) =>
    of(t, 'target'),
  );
};

/** What has its place on the wall. `failing`: names of what is at the front; `asked`: names in the address. */
export const placesOf = (o: Known, failing: ReadonlySet<string>, asked: readonly string[] | undefined): Places => {
  const lines = (o.lines?.lines ?? []).map((l) => of(l, 'line'));
  const isLine = new Set(lines.map((l) => l.name));
  const isSite = new Set(o.sites?.sites.map((s) => s.name));
  const targets = o.targets.filter((t) => !isLine.has(t.name));
  const all = [...lines, ...targets.map((t) => of(t, 'target'))];
  const wanted = (asked ?? []).flatMap((name) => all.find((p) => p.name === name) ?? []);
  return {
    rows: wanted.length > 0 ? wanted : chosen(o, failing),
    tiles: targets.filter((t) => !isSite.has(t.name)).map((t) => of(t, 'target')),
    known: all.map((p) => p.name),
  };
};

const URGENCY = { down: 0, degraded: 1, stale: 2, unknown: 3, up: 4 } as const;
/** How the rest fares that finds no room: `all up`, `2 not up`. */
export const restWords = (looks: readonly (keyof typeof URGENCY)[]): string => {
  const bad = looks.filter((l) => l !== 'up').length;
  return `${looks.length} more, ${bad === 0 ? 'all up' : `${bad} not up`}`;
};
