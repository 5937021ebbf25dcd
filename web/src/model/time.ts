// Times as the viewer's clock shows them. Everything here takes epoch microseconds, as the api gives them.

/** An IANA zone; undefined is the viewer's own. */
export type Zone = string | undefined;

const formatters = new Map<string, Intl.DateTimeFormat>();
const formatter = (kind: string, options: Intl.DateTimeFormatOptions, zone: Zone): Intl.DateTimeFormat => {
  const key = `${kind} ${zone ?? ''}`;
  let found = formatters.get(key);
  if (found === undefined) {
    found = new Intl.DateTimeFormat('en-GB', {
      ...options,
      hourCycle: 'h23',
      ...(zone === undefined ? {} : { timeZone: zone }),
    });
    formatters.set(key, found);
  }
  return found;
};
const at = (micros: number): Date => new Date(micros / 1_000);

/** `14:02:11` */
export const clockSeconds = (micros: number, zone?: Zone): string =>
  formatter('hms', { hour: '2-digit', minute: '2-digit', second: '2-digit' }, zone).format(at(micros));
/** `14:02` */
export const clockMinutes = (micros: number, zone?: Zone): string =>
  formatter('hm', { hour: '2-digit', minute: '2-digit' }, zone).format(at(micros));
/** `21 Nov` */
export const dayOnly = (micros: number, zone?: Zone): string =>
  formatter('d', { day: 'numeric', month: 'short' }, zone).format(at(micros));
/** `Nov` */
export const monthOnly = (micros: number, zone?: Zone): string =>
  formatter('m', { month: 'short' }, zone).format(at(micros));
export const yearOf = (micros: number, zone?: Zone): number => Number(isoDay(micros, zone).slice(0, 4));
/** `Fri 21 Nov` */
export const dayMonth = (micros: number, zone?: Zone): string =>
  formatter('dm', { weekday: 'short', day: 'numeric', month: 'short' }, zone).format(at(micros)).replace(',', '');
/** `2025-11-21`, to compare days by. */
export const isoDay = (micros: number, zone?: Zone): string => {
  const parts = formatter('day', { year: 'numeric', month: '2-digit', day: '2-digit' }, zone).formatToParts(at(micros));
  const part = (type: string): string => parts.find((p) => p.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
};

/** `14:02:11` today, `21 Nov 14:02:11` otherwise, with the year when it is another one. */
export const moment = (micros: number, now: number, zone?: Zone): string => {
  const day = isoDay(micros, zone);
  const today = isoDay(now, zone);
  if (day === today) return clockSeconds(micros, zone);
  const year = day.slice(0, 4) === today.slice(0, 4) ? '' : ` ${day.slice(0, 4)}`;
  return `${dayOnly(micros, zone)}${year} ${clockSeconds(micros, zone)}`;
};

/** `14:02:11` today, `20 Nov 14:02` otherwise: where there is little room and the second is told on hover. */
export const momentShort = (micros: number, now: number, zone?: Zone): string =>
  isoDay(micros, zone) === isoDay(now, zone)
    ? clockSeconds(micros, zone)
    : `${dayOnly(micros, zone)} ${clockMinutes(micros, zone)}`;

/** `14:02:11–14:02:43`, with days where they differ from today or from one another. */
export const momentSpan = (from: number, to: number, now: number, zone?: Zone): string => {
  if (isoDay(from, zone) === isoDay(to, zone)) return `${moment(from, now, zone)} – ${clockSeconds(to, zone)}`;
  // Two days: both are named, also when one of them is today.
  const dated = (m: number): string =>
    isoDay(m, zone) === isoDay(now, zone) ? `${dayOnly(m, zone)} ${clockSeconds(m, zone)}` : moment(m, now, zone);
  return `${dated(from)} – ${dated(to)}`;
};

const SECOND = 1_000_000;
const DAY = 86_400 * SECOND;

/** `Fri 21 Nov`, with the year when it is another than now's. */
const dayNamed = (micros: number, now: number, zone: Zone): string => {
  const year = yearOf(micros, zone);
  return `${dayMonth(micros, zone)}${year === yearOf(now, zone) ? '' : ` ${year}`}`;
};
const isMidnight = (micros: number, zone: Zone): boolean => clockSeconds(micros, zone) === '00:00:00';

/**
 * The stretch that a bucket stands for: `14:02:10–14:02:20`, `Tue 3 Mar, 14:00–16:00`, `Mon 2 Mar, 13:00 – Tue 3 Mar,
 * 01:00`, and whole days as `Tue 3 Mar`, `Thu 5 Mar – Wed 11 Mar`. Days by UTC that are none of the viewer's say so: `Tue
 * 3 Mar by UTC`.
 */
export const bucketSpan = (start: number, widthMicros: number, now: number, zone?: Zone): string => {
  if (widthMicros < 2 * SECOND) return moment(start, now, zone);
  const end = start + widthMicros;
  if (widthMicros >= DAY) {
    const local = isMidnight(start, zone) && isMidnight(end, zone);
    const days = local ? zone : 'UTC';
    const last = widthMicros > DAY ? ` – ${dayNamed(end - 1, now, days)}` : '';
    return `${dayNamed(start, now, days)}${last}${local ? '' : ' by UTC'}`;
  }
  const clock = widthMicros < 60 * SECOND ? clockSeconds : clockMinutes;
  const startDay = dayNamed(start, now, zone);
  const endDay = dayNamed(end - 1, now, zone);
  if (startDay !== endDay) return `${startDay}, ${clock(start, zone)} – ${endDay}, ${clock(end, zone)}`;
  const day = isoDay(start, zone) === isoDay(now, zone) ? '' : `${startDay}, `;
  return `${day}${clock(start, zone)}–${clock(end, zone)}`;
};

/** `3 Mar 14:02`, with the year when it is another than now's. */
export const dayClock = (micros: number, now: number, zone?: Zone): string => {
  const year = yearOf(micros, zone) === yearOf(now, zone) ? '' : ` ${yearOf(micros, zone)}`;
  return `${dayOnly(micros, zone)}${year} ${clockMinutes(micros, zone)}`;
};

/** `20 Nov 14:00 – 21 Nov 14:00`: a stretch to the minute, for a button. */
export const stretchShort = (from: number, to: number, now: number, zone?: Zone): string => {
  const named = (m: number): string =>
    `${dayOnly(m, zone)}${yearOf(m, zone) === yearOf(now, zone) ? '' : ` ${yearOf(m, zone)}`}`;
  if (to - from > 60 * DAY) return `${named(from)} – ${named(to)}`;
  const clock = to - from < 600 * SECOND ? clockSeconds : clockMinutes;
  const sameDay = isoDay(from, zone) === isoDay(to, zone);
  return `${named(from)} ${clock(from, zone)} – ${sameDay ? '' : `${named(to)} `}${clock(to, zone)}`;
};

/** `2025-11-21 13:02:11 UTC` */
export const utc = (micros: number): string => `${at(micros).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
/** For the `datetime` attribute. */
export const iso = (micros: number): string => at(micros).toISOString();

/** What to add to UTC (ms) to read the viewer's clock. */
export const viewerOffset = (ms: number): number => -new Date(ms).getTimezoneOffset() * 60_000;
