/**
 * What stands for no country where a country is meant: none known (Cloudflare XX, RIRs and DB-IP ZZ), Tor (Cloudflare T1), proxies and
 * satellites (MaxMind, once: A1, A2, O1), and the regions that registries and MaxMind once told of (EU, AP).
 */
const NO_COUNTRY: ReadonlySet<string> = new Set(['XX', 'ZZ', 'T1', 'A1', 'A2', 'O1', 'EU', 'AP']);
/** Reserved by ISO 3166-1 for the same country, and written by some. */
const ALIASES: Readonly<Record<string, string>> = { UK: 'GB', EL: 'GR' };

/** ISO 3166-1 alpha-2 in upper case (and XK, Kosovo); undefined where the text is no such code, or stands for none. */
export const countryCode = (text: unknown): string | undefined => {
  const code = typeof text === 'string' ? text.trim().toUpperCase() : '';
  if (!/^[A-Z]{2}$/.test(code)) return undefined;
  return NO_COUNTRY.has(code) ? undefined : (ALIASES[code] ?? code);
};

const LONGEST = 80;
/** The name of a region or a town, shortened; undefined where there is none. */
export const placeName = (text: unknown): string | undefined => {
  const name = typeof text === 'string' ? text.trim().slice(0, LONGEST) : '';
  return name === '' || name === '-' ? undefined : name;
};
