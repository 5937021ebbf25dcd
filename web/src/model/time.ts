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
const dayOnly = (micros: number, zone?: Zone): string =>
  formatter('d', { day: 'numeric', month: 'short' }, zone).format(at(micros));
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

/** `2025-11-21 13:02:11 UTC` */
export const utc = (micros: number): string => `${at(micros).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
/** For the `datetime` attribute. */
export const iso = (micros: number): string => at(micros).toISOString();

/** What to add to UTC (ms) to read the viewer's clock. */
export const viewerOffset = (ms: number): number => -new Date(ms).getTimezoneOffset() * 60_000;
