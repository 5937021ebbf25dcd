/** What was measured, over which uplink, seen from where. `target` is the name in the config. */
export interface Subject {
  readonly target?: string;
  readonly via?: string;
  readonly vantage: string;
}

/** One text for a subject, for maps and logs. Equal subjects have equal keys. */
export const subjectKey = (s: Subject): string => JSON.stringify([s.vantage, s.via ?? null, s.target ?? null]);
