const NAMES = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'code' });
/** `United Kingdom` of GB; what is no code of a country as it is. */
export const countryName = (code: string): string => (/^[A-Z]{2}$/.test(code) ? (NAMES.of(code) ?? code) : code);
