/** What was measured, over which uplink, seen from where. `target` is the name in the config. */
export interface Subject {
  readonly target?: string;
  readonly via?: string;
  readonly vantage: string;
}

/** A subject is one object for as long as its check runs, and every sample's key is asked for several times. */
const keys = new WeakMap<Subject, string>();

/** One text for a subject, for maps and logs. Equal subjects have equal keys. */
export const subjectKey = (s: Subject): string => {
  const known = keys.get(s);
  if (known !== undefined) return known;
  const key = JSON.stringify([s.vantage, s.via ?? null, s.target ?? null]);
  keys.set(s, key);
  return key;
};
