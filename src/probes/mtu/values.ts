import type { Figures, Way } from '../../diagnose/diagnosis.ts';
import type { FieldInfo, Fields, Values } from '../../domain/outcome.ts';

/** What is kept of a way as a number, and of what it is. */
const FIGURES = {
  mtu: { label: 'Path MTU', unit: 'bytes', better: 'higher', of: (f) => f.mtu },
  mss: { label: 'Working MSS', unit: 'bytes', better: 'higher', of: (f) => f.mss },
  download: { label: 'Download comes through', unit: 'bool', better: 'higher', of: (f) => flag(f.downloads) },
  upload: { label: 'Upload comes through', unit: 'bool', better: 'higher', of: (f) => flag(f.uploads) },
  loss: { label: 'Loss of small packets', unit: 'ratio', better: 'lower', of: (f) => f.lossRatio },
} as const satisfies Readonly<Record<string, FieldInfo & { readonly of: (f: Figures) => number | undefined }>>;

const flag = (is: boolean | undefined): number | undefined => (is === undefined ? undefined : Number(is));
const nameOf = (name: string, family: 4 | 6): string => `${name}${family}`;

/** `mtu4`, `mtu6` and so on: the families have ways of their own. */
export const FIELDS: Fields = Object.fromEntries(
  ([4, 6] as const).flatMap((family) =>
    Object.entries(FIGURES).map(([name, { label, unit, better }]) => [
      nameOf(name, family),
      { label: `${label} (IPv${family})`, unit, better },
    ]),
  ),
);

/** Of the first way of each family. */
export const valuesOf = (ways: readonly Way[]): Values => {
  const values: Record<string, number> = {};
  for (const { family, figures } of ways) {
    for (const [name, { of }] of Object.entries(FIGURES)) {
      const value = figures === undefined ? undefined : of(figures);
      if (value !== undefined) values[nameOf(name, family)] ??= value;
    }
  }
  return values;
};
