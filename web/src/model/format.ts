// Numbers as people read them: a unit always, and no more digits than the measurement deserves.

const NBSP = '\u00a0';

/** Three significant digits, three decimals at most: 0.034, 1.24, 12.3, 123. */
const threeDigits = (x: number): string => {
  const decimals = (v: number): number => (v < 10 ? 2 : v < 100 ? 1 : 0);
  if (x < 1) {
    const text = x.toFixed(3);
    return text === '1.000' ? '1.00' : text;
  }
  const text = x.toFixed(decimals(x));
  // 9.996 rounds up into the next decade and would carry a digit too many.
  return Number(text).toFixed(decimals(Number(text)));
};

/** Microseconds as `0.034 ms`, `12.3 ms`, `1.24 s`. */
export const formatMicros = (us: number): string => {
  const ms = us / 1_000;
  if (ms >= 999.5) return `${threeDigits(us / 1_000_000)}${NBSP}s`;
  return `${threeDigits(ms)}${NBSP}ms`;
};

/** A share of 0…1 as `0.8 %`. Neither "0 %" where something was lost nor "100 %" where something came back. */
export const formatShare = (share: number): string => {
  const percent = share * 100;
  if (percent <= 0) return `0${NBSP}%`;
  if (percent >= 100) return `100${NBSP}%`;
  if (percent < 0.1) return `<0.1${NBSP}%`;
  if (percent > 99) return `>99${NBSP}%`;
  return `${percent < 9.95 ? percent.toFixed(1) : percent.toFixed(0)}${NBSP}%`;
};

/**
 * A share of time (0…1) that something was up: `99.97 %`, `99.9966 %`. As many digits as tell the rest by two, and
 * "100 %" only where nothing is missing.
 */
export const formatUptime = (share: number): string => {
  const missing = (1 - share) * 100;
  if (missing <= 0) return `100${NBSP}%`;
  const decimals = Math.min(4, Math.max(1, 1 - Math.floor(Math.log10(missing))));
  const text = (100 - missing).toFixed(decimals);
  return Number(text) === 100 ? `>99.9999${NBSP}%` : `${text}${NBSP}%`;
};

const COUNT = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
/** `12,345`. */
export const formatCount = (n: number): string => COUNT.format(n);

/** A length of time in milliseconds as `0.4 s`, `32 s`, `5 min 12 s`, `2 h 05 min`, `3 d 4 h`. */
export const formatDuration = (ms: number): string => {
  const s = Math.max(0, ms) / 1_000;
  if (s < 9.95) return `${Number(s.toFixed(1))}${NBSP}s`;
  const whole = Math.round(s);
  if (whole < 60) return `${whole}${NBSP}s`;
  if (whole < 3_600) {
    const rest = whole % 60;
    return `${Math.floor(whole / 60)}${NBSP}min${rest === 0 ? '' : `${NBSP}${rest}${NBSP}s`}`;
  }
  const minutes = Math.round(s / 60);
  if (minutes < 1_440) {
    const rest = minutes % 60;
    return `${Math.floor(minutes / 60)}${NBSP}h${rest === 0 ? '' : `${NBSP}${String(rest).padStart(2, '0')}${NBSP}min`}`;
  }
  const hours = Math.round(s / 3_600);
  const rest = hours % 24;
  return `${Math.floor(hours / 24)}${NBSP}d${rest === 0 ? '' : `${NBSP}${rest}${NBSP}h`}`;
};

/** A value in the unit of its field (see /api/probes). */
export const formatValue = (value: number, unit: string): string => {
  switch (unit) {
    case 'us':
      return formatMicros(value);
    case 'ratio':
      return formatShare(value);
    case 'seconds':
      return formatDuration(value * 1_000);
    case 'bytes':
      return `${formatCount(value)}${NBSP}B`;
    case 'hops':
      return `${formatCount(value)}${NBSP}${value === 1 ? 'hop' : 'hops'}`;
    case 'bool':
      return value === 0 ? 'no' : 'yes';
    default:
      return formatCount(value);
  }
};

/** The number and its unit apart, for a figure set large with its unit small. */
export const splitUnit = (text: string): { readonly figure: string; readonly unit: string } => {
  const cut = text.lastIndexOf(NBSP);
  return cut < 0 ? { figure: text, unit: '' } : { figure: text.slice(0, cut), unit: text.slice(cut + 1) };
};

/** A sentence of the service with no number parted from its unit. */
export const unbroken = (sentence: string): string => sentence.replaceAll(/(\d) (?=(?:ms|s|min|h)\b)/g, `$1${NBSP}`);

/** `1 echo`, `3 echoes`. */
export const plural = (n: number, one: string, many = `${one}s`): string =>
  `${formatCount(n)}${NBSP}${n === 1 ? one : many}`;

/** A tick of an axis in milliseconds: `0`, `0.05 ms`, `20 ms`, `1.5 s`. */
export const formatAxis = (ms: number): string => {
  if (ms === 0) return '0';
  if (ms >= 1_000) return `${Number((ms / 1_000).toPrecision(3))}${NBSP}s`;
  return `${Number(ms.toPrecision(3))}${NBSP}ms`;
};
