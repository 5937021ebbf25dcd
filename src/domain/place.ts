/** Where something is said to be. */
export interface Place {
  /** ISO 3166-1 alpha-2, upper case: GB. */
  readonly country: string;
  /** A name, or ISO 3166-2 (GB-ENG). */
  readonly region?: string;
  readonly city?: string;
}
