import { parseArgs } from 'node:util';

import { nearest } from '../domain/nearest.ts';

export interface OptionSpec {
  /** What stands for the value in the help; without one the option is a switch. */
  readonly value?: string;
  readonly short?: string;
  readonly multiple?: boolean;
  readonly help: string;
}
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

export interface Args {
  readonly positionals: readonly string[];
  /** Every value of an option in order; empty when it was not given. */
  all(name: string): readonly string[];
  /** The value of an option that is given once. */
  one(name: string): string | undefined;
  has(name: string): boolean;
}
/** One thing that is wrong in a command, told with all the others. */
export interface UsageProblem {
  readonly what: string;
  readonly expected: string;
}

export const GLOBAL: OptionSpecs = {
  help: { short: 'h', help: 'Show this help' },
  version: { short: 'V', help: 'Show the version' },
};

/** Reads arguments by their specification; collects everything that is wrong. */
export const readArgs = (
  argv: readonly string[],
  own: OptionSpecs,
): { readonly args: Args; readonly problems: readonly UsageProblem[] } => {
  const specs: OptionSpecs = { ...own, ...GLOBAL };
  const { tokens } = parseArgs({
    args: [...argv],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(
      Object.entries(specs).map(([name, { value, short }]) => [
        name,
        { type: value === undefined ? 'boolean' : 'string', ...(short === undefined ? {} : { short }) },
      ]),
    ),
  });
  const positionals: string[] = [];
  const found = new Map<string, string[]>();
  const problems: UsageProblem[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    const before = found.get(name) ?? [];
    if (spec === undefined) problems.push(unknownOption(rawName, name, Object.keys(specs)));
    else if (spec.value === undefined && value !== undefined)
      problems.push({ what: `${rawName}=${value}`, expected: `${rawName} alone: it takes no value` });
    else if (spec.value !== undefined && value === undefined)
      problems.push({ what: `${rawName} without a value`, expected: `${rawName} ${spec.value}` });
    else if (before.length > 0 && spec.value !== undefined && spec.multiple !== true)
      problems.push({ what: `${rawName} more than once`, expected: `${rawName} ${spec.value} once` });
    else found.set(name, [...before, value ?? '']);
  }
  const all = (name: string): readonly string[] => found.get(name) ?? [];
  return { args: { positionals, all, one: (name) => all(name)[0], has: (name) => found.has(name) }, problems };
};

const unknownOption = (raw: string, name: string, names: readonly string[]): UsageProblem => {
  const near = nearest(name, names);
  return {
    what: `${raw} is no option here`,
    expected: near === undefined ? names.map((n) => `--${n}`).join(', ') : `perhaps --${near}`,
  };
};

/** More words than the command takes. */
export const tooMany = (positionals: readonly string[], most: number): readonly UsageProblem[] =>
  positionals.length <= most
    ? []
    : [{ what: `"${positionals[most] ?? ''}" is one word too many`, expected: `at most ${most} here` }];
