/** Reports and evidence may have been written by another version, so that they are read with care. */
export const textIn = (value: unknown, most = 200): string => (typeof value === 'string' ? value.slice(0, most) : '');
export const numberIn = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const listIn = (value: unknown, most: number): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? value.slice(0, most).filter(isObject) : [];
