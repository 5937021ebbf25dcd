import type { Unit } from '../../domain/outcome.ts';

/** Three significant digits, but none that nobody measured: 0.034, 1.24, 12.3, 123. */
const three = (n: number): string => {
  const size = Math.abs(n);
  if (size >= 99.95) return String(Math.round(n));
  if (size >= 9.995) return n.toFixed(1);
  return size >= 0.9995 ? n.toFixed(2) : n.toFixed(3);
};

/** A duration in microseconds, as people tell it: 0.034 ms, 12.3 ms, 1.24 s. */
export const duration = (us: number): string =>
  Math.abs(us) < 999_500 ? `${three(us / 1_000)} ms` : `${three(us / 1_000_000)} s`;

const whole = (n: number): string => Math.round(n).toLocaleString('en-US');

/** "1 hop", "2 hops". */
export const counted = (n: number, noun: string): string => `${whole(n)} ${noun}${n === 1 ? '' : 's'}`;

/** A share as a percentage; neither "0%" for something nor "100%" for not all. */
export const percent = (ratio: number): string => {
  const n = ratio * 100;
  if (n === 0 || n === 100) return `${n}%`;
  if (n < 0.1) return '<0.1%';
  if (n > 99.9) return '>99.9%';
  return n < 10 || n > 99 ? `${n.toFixed(1)}%` : `${Math.min(99, Math.round(n))}%`;
};

const FORMATS: Readonly<Record<Unit, (n: number) => string>> = {
  us: duration,
  ratio: percent,
  bytes: (n) => `${whole(n)} B`,
  seconds: (n) => `${three(n)} s`,
  bool: (n) => (n === 0 ? 'no' : 'yes'),
  count: whole,
  hops: whole,
};
/** A value in its unit. */
export const value = (n: number, unit: Unit): string => FORMATS[unit](n);
