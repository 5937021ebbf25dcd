import type { PathDetail, PathRow } from '../../../src/api/paths/schema.ts';
import type { Run, StateWord } from '../../../src/api/schema.ts';
import { plain } from './countries.ts';
import { diagnosedOf, type Diagnosed } from './diagnosis.ts';
import { formatCount } from './format.ts';
import type { PathSeen, PathSpell } from './paths.ts';
import { codeWords } from './words.ts';

/** Which way the address has open. */
export const wayOf = (search: string): { readonly target: string; readonly via: string | undefined } | undefined => {
  const asked = new URLSearchParams(search);
  const target = asked.get('target');
  return target === null || target === '' ? undefined : { target, via: asked.get('via') ?? undefined };
};

export const wayWords = ({ label, over }: Pick<PathRow, 'label' | 'over'>): string =>
  plain(over === undefined ? label : `${label} over ${over}`);

/** How the ways stand, in a heading and a sentence. The worst is the first. */
export const pathsVerdict = (
  ways: readonly PathRow[],
): { readonly word: StateWord; readonly title: string; readonly detail: string } => {
  const bad = ways.filter((w) => w.seen?.severity === 'fail');
  const odd = ways.filter(
    (w) => w.seen?.severity === 'warn' || (w.seen?.severity !== 'fail' && w.failed !== undefined),
  );
  const [worst] = [...bad, ...odd];
  const rest = ways.length - bad.length - odd.length;
  if (worst !== undefined) {
    const what = bad.length > 0 || worst.failed === undefined ? codeWords(worst.seen?.code ?? '') : 'not measured';
    const more = bad.length + odd.length - 1;
    return {
      word: bad.length > 0 ? 'down' : 'degraded',
      title: `${wayWords(worst)}: ${what}${more > 0 ? `, and ${formatCount(more)} more` : ''}`,
      detail:
        rest === 0
          ? 'No way is without fault.'
          : `${formatCount(rest)} of ${formatCount(ways.length)} ways without fault.`,
    };
  }
  const isKnown = ways.some((w) => w.seen !== undefined);
  return {
    word: isKnown ? 'up' : 'unknown',
    title: isKnown ? 'Every way is without fault' : 'Paths',
    detail: ways.length === 0 ? '' : isKnown ? '' : 'None was looked at yet.',
  };
};

/** Spells as they are drawn: each from when it began. */
export const asSpells = (spells: PathDetail['spells']): readonly PathSpell[] =>
  spells.map(({ from, to, seen }) => ({ seen: Object.assign({}, seen as PathSeen, { at: from }), until: to }));

/** What was looked at, a row for each, a column for each family; `''`: of the name alone. */
export interface StepRow {
  readonly name: string;
  readonly told: Readonly<Partial<Record<'IPv4' | 'IPv6' | '', string>>>;
}
export const stepRows = (steps: Diagnosed['steps']): readonly StepRow[] => {
  const rows = new Map<string, { readonly name: string; told: StepRow['told'] }>();
  for (const [label, words] of steps) {
    const [, name = label, family = ''] = /^(.*?)(?: (IPv[46]))?$/.exec(label) ?? [];
    const row = rows.get(name) ?? { name, told: {} };
    const key = family as 'IPv4' | 'IPv6' | '';
    // Several addresses of one family: one below the other.
    row.told = { ...row.told, [key]: row.told[key] === undefined ? plain(words) : `${row.told[key]}; ${plain(words)}` };
    rows.set(name, row);
  }
  return [...rows.values()];
};

/** What differs between two runs: what it was, and what it is. */
export interface Change {
  readonly what: string;
  readonly before: string;
  readonly after: string;
}
const mtu = (seen: PathSeen | undefined, field: 'mtu4' | 'mtu6'): string =>
  seen?.[field] === undefined ? '' : `${formatCount(seen[field])}\u00a0B`;
const factsOf = ({ seen, failure, rows, steps, beside }: Diagnosed, isSame: boolean): ReadonlyMap<string, string> => {
  return new Map([
    ['verdict', seen === undefined ? failure : codeWords(seen.code)],
    ['path MTU, IPv4', mtu(seen, 'mtu4')],
    ['path MTU, IPv6', mtu(seen, 'mtu6')],
    ['also found', beside.map((b) => codeWords(b.code)).join(', ')],
    // Another verdict rests on other evidence.
    ...(isSame ? rows : []),
    ...steps,
  ]);
};
export const changesOf = (before: Run, after: Run): readonly Change[] => {
  const runs = [diagnosedOf(before), diagnosedOf(after)] as const;
  const isSame = runs[0].seen?.code === runs[1].seen?.code;
  const [was, is] = [factsOf(runs[0], isSame), factsOf(runs[1], isSame)];
  return [...new Set([...is.keys(), ...was.keys()])].flatMap((what) => {
    const [a, b] = [plain(was.get(what) ?? ''), plain(is.get(what) ?? '')];
    return a === b ? [] : [{ what, before: a, after: b }];
  });
};

/** The two runs around the last change, or around `at`; the two newest where nothing changed. */
export const aroundChange = (
  runs: PathDetail['runs'],
  spells: PathDetail['spells'],
  at = spells.length > 1 ? (spells[0]?.from ?? 0) : 0,
): readonly [before: string, after: string] | undefined => {
  const told = runs.filter((r) => r.seen !== undefined);
  const i = Math.max(
    0,
    told.findIndex((r) => r.at <= at),
  );
  const [after, before] = [told[i], told[i + 1]];
  return after === undefined || before === undefined ? undefined : [before.id, after.id];
};
