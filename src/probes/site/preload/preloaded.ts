import type { EpochMicros } from '../../../domain/time.ts';

/** An entry of the list that browsers have built in. */
export interface PreloadEntry {
  /** The name on the list: that which was looked up, or one above it. */
  readonly name: string;
  /** `force-https`, or another mode; an entry without one pins keys alone and does not count as preloaded. */
  readonly mode?: string;
  readonly includeSubdomains: boolean;
  /** `bulk-1-year`, `custom`, `public-suffix`, … as the list has it. */
  readonly policy?: string;
}
/** Where that list is: a file, a web address; false: nobody is asked. */
export type PreloadSource = string | false;
/** Whether browsers go to a name by https alone before they were ever there, by the list; or why that is not known. */
export type Preloaded =
  | {
      readonly known: true;
      readonly preloaded: boolean;
      /** What decided, where any entry did: the most specific one, as Chromium has it. */
      readonly entry?: PreloadEntry;
      /** When the list was fetched, or its file changed. */
      readonly listAt: EpochMicros;
      /** The source is down, and a kept one answered: why. */
      readonly stale?: string;
    }
  | { readonly known: false; readonly why: string };
