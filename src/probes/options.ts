import { ZodObject } from 'zod';

import { nearest } from '../domain/nearest.ts';
import type { AnyProbe } from './probe.ts';

export interface OptionProblem {
  /** The option's name. */
  readonly name: string;
  readonly expected: string;
  readonly nearest?: string;
}
export type ParsedOptions =
  | { readonly ok: true; readonly options: unknown }
  | { readonly ok: false; readonly problems: readonly OptionProblem[] };

/** The names of a probe's options, in the order of its schema. */
export const optionNames = (probe: AnyProbe): readonly string[] =>
  probe.options instanceof ZodObject ? Object.keys(probe.options.shape) : [];

/** A probe's options with the defaults filled in, or all that is wrong with them; an unknown name is wrong too. */
export const parseOptions = (probe: AnyProbe, given: Readonly<Record<string, unknown>>): ParsedOptions => {
  const names = optionNames(probe);
  const unknown = Object.keys(given).filter((name) => !names.includes(name));
  const parsed = probe.options.safeParse(given);
  if (parsed.success && unknown.length === 0) return { ok: true, options: parsed.data };
  const expected = names.length === 0 ? 'no options' : `one of ${names.join(', ')}`;
  const problems: OptionProblem[] = unknown.map((name) => {
    const near = nearest(name, names);
    return near === undefined ? { name, expected } : { name, expected, nearest: near };
  });
  for (const issue of parsed.error?.issues ?? [])
    problems.push({ name: issue.path.map(String).join('.') || 'options', expected: issue.message });
  return { ok: false, problems };
};
