/** Names with dots between them, and [n] for the n-th of a list: `data.country.code`, `results[0].cc`, `[0]`. */
export type JsonPath = readonly (string | number)[];
const MOST_STEPS = 16;

/** Undefined where the text is no path. */
export const parseJsonPath = (text: string): JsonPath | undefined => {
  if (!/^(?:[^.[\]]+|\[\d{1,4}\])(?:\.[^.[\]]+|\[\d{1,4}\])*$/.test(text) || text.length > 256) return undefined;
  const steps = [...text.matchAll(/\[(\d+)\]|[^.[\]]+/g)].map(([name, index]) =>
    index === undefined ? name : Number(index),
  );
  return steps.length <= MOST_STEPS ? steps : undefined;
};

/** What stands there; undefined where nothing does. */
export const at = (value: unknown, path: JsonPath): unknown => {
  let here = value;
  for (const step of path) {
    if (typeof here !== 'object' || here === null) return undefined;
    if (Array.isArray(here) !== (typeof step === 'number') || !Object.hasOwn(here, step)) return undefined;
    here = (here as Readonly<Record<string | number, unknown>>)[step];
  }
  return here;
};
