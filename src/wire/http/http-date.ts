/** In which of the three forms of RFC 9110, 5.6.7 a date is written; only the first may be sent. */
export type DateForm = 'imf-fixdate' | 'rfc850' | 'asctime';
export interface HttpDate {
  /** Since the Unix epoch. */
  readonly seconds: number;
  readonly form: DateForm;
}
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const LONG_DAY = '(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day';
const MONTH = '(?<month>[A-Z][a-z]{2})';
const TIME = '(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)';
const FORMS: readonly (readonly [DateForm, RegExp])[] = [
  ['imf-fixdate', new RegExp(`^${DAY}, (?<day>\\d\\d) ${MONTH} (?<year>\\d{4}) ${TIME} GMT$`)],
  ['rfc850', new RegExp(`^${LONG_DAY}, (?<day>\\d\\d)-${MONTH}-(?<year>\\d\\d) ${TIME} GMT$`)],
  ['asctime', new RegExp(`^${DAY} ${MONTH} (?<day>[ \\d]\\d) ${TIME} (?<year>\\d{4})$`)],
];
const LONGEST = 40;

/** A date of HTTP; undefined where it is none, or of a day or time that does not exist. Two-digit years are of 1970 to 2069. */
export const parseHttpDate = (text: string): HttpDate | undefined => {
  if (text.length > LONGEST) return undefined;
  for (const [form, pattern] of FORMS) {
    const parts = pattern.exec(text)?.groups;
    if (parts === undefined) continue;
    const [year, day, hour, minute, second] = ['year', 'day', 'hour', 'minute', 'second'].map((part) =>
      Number(parts[part]),
    );
    const seconds = epochOf(fullYear(year ?? 0, parts.year ?? ''), parts.month ?? '', day ?? 0, [
      hour ?? 0,
      minute ?? 0,
      second ?? 0,
    ]);
    return seconds === undefined ? undefined : { seconds, form };
  }
  return undefined;
};

const TIME_OF_COOKIE = /^(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\D|$)/;
const DAY_OF_COOKIE = /^(\d{1,2})(?:\D|$)/;
const YEAR_OF_COOKIE = /^(\d{2,4})(?:\D|$)/;

/** The date in a cookie's Expires, which browsers read far more freely (RFC 6265, 5.1.1). Seconds since the Unix epoch. */
export const parseCookieDate = (text: string): number | undefined => {
  let time: readonly number[] | undefined;
  let day: number | undefined;
  let month: string | undefined;
  let year: number | undefined;
  for (const token of text.slice(0, 4 * LONGEST).split(/[\t\u{20}-\u{2f}\u{3b}-\u{40}\u{5b}-\u{60}\u{7b}-\u{7e}]+/u)) {
    const asTime = time === undefined ? TIME_OF_COOKIE.exec(token) : null;
    const asDay = day === undefined ? DAY_OF_COOKIE.exec(token) : null;
    const asYear = year === undefined ? YEAR_OF_COOKIE.exec(token) : null;
    if (asTime !== null) time = asTime.slice(1, 4).map(Number);
    else if (asDay !== null) day = Number(asDay[1]);
    else if (month === undefined && MONTHS.includes(token.slice(0, 3).toLowerCase())) month = token;
    else if (asYear !== null) year = fullYear(Number(asYear[1]), asYear[1] ?? '');
  }
  if (time === undefined || day === undefined || month === undefined || year === undefined) return undefined;
  return year < 1601 ? undefined : epochOf(year, month, day, time);
};

const fullYear = (year: number, written: string): number =>
  written.length > 2 ? year : year + (year < 70 ? 2000 : 1900);
const epochOf = (year: number, month: string, day: number, time: readonly number[]): number | undefined => {
  const [hour = 0, minute = 0, second = 0] = time;
  // A leap second is the first of the next minute.
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  const at = new Date(0);
  at.setUTCFullYear(year, MONTHS.indexOf(month.slice(0, 3).toLowerCase()), day);
  if (at.getUTCDate() !== day || !MONTHS.includes(month.slice(0, 3).toLowerCase())) return undefined;
  at.setUTCHours(hour, minute, second);
  return at.getTime() / 1_000;
};
