import type { Severity } from '../../domain/finding.ts';
import type { Output } from '../deps.ts';

/** How something went: a shape and a word, so that colour is never needed to tell. */
export type Standing = Severity | 'ok' | 'unmeasured';
export const SHAPES: Readonly<Record<Standing, string>> = { ok: '●', info: '●', warn: '▲', fail: '■', unmeasured: '○' };
export const WORDS: Readonly<Record<Standing, string>> = {
  ok: 'ok',
  info: 'ok',
  warn: 'warn',
  fail: 'fail',
  unmeasured: 'unmeasured',
};
const COLOURS: Readonly<Record<Standing, string>> = { ok: '32', info: '32', warn: '33', fail: '31', unmeasured: '36' };

export interface Style {
  readonly width: number;
  /** For tables, which are read along their lines: as wide as the terminal is, within reason. */
  readonly wide: number;
  standing(s: Standing, text: string): string;
  strong(text: string): string;
}

/** Colour on a terminal alone, and not where NO_COLOR is set to anything (no-color.org); 80 columns where nobody knows. */
export const styleFor = (output: Output, env: Readonly<Record<string, string | undefined>>): Style => {
  const colour = output.isTTY && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
  const paint = (code: string, text: string): string => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const within = (most: number): number => (output.isTTY ? Math.max(40, Math.min(output.columns, most)) : 80);
  return {
    width: within(120),
    wide: within(200),
    standing: (s, text) => paint(COLOURS[s], text),
    strong: (text) => paint('1', text),
  };
};
