/** A length of time in microseconds, for a sentence: `0.4 s`, `32 s`, `5 min 12 s`, `2 h 05 min`, `3 d 4 h`. */
export const lengthWords = (micros: number): string => {
  const seconds = Math.max(0, micros) / 1e6;
  if (seconds < 9.95) return `${Number(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3_600) return `${Math.floor(whole / 60)} min${whole % 60 === 0 ? '' : ` ${whole % 60} s`}`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 1_440) {
    const rest = minutes % 60;
    return `${Math.floor(minutes / 60)} h${rest === 0 ? '' : ` ${String(rest).padStart(2, '0')} min`}`;
  }
  const hours = Math.round(seconds / 3_600);
  return `${Math.floor(hours / 24)} d${hours % 24 === 0 ? '' : ` ${hours % 24} h`}`;
};
