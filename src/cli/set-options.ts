import { parseOptions, type OptionProblem } from '../probes/options.ts';
import type { AnyProbe } from '../probes/probe.ts';
import type { UsageProblem } from './args.ts';

const typed = (text: string): unknown => {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text) ? Number(text) : text;
};

const told = ({ name, expected, nearest }: OptionProblem): UsageProblem => ({
  what: `--set ${name}`,
  expected: nearest === undefined ? expected : `${expected}; perhaps ${nearest}`,
});

/** `--set k=v` for a probe: a number or a yes-or-no where it looks like one and the probe takes it, else a text. */
export const setOptions = (
  probe: AnyProbe,
  assignments: readonly string[],
): { readonly options: unknown; readonly problems: readonly UsageProblem[] } => {
  const texts = new Map<string, string>();
  const problems: UsageProblem[] = [];
  for (const assignment of assignments) {
    const at = assignment.indexOf('=');
    const name = assignment.slice(0, at);
    if (at < 1) problems.push({ what: `--set ${assignment}`, expected: 'a name, "=" and a value, such as count=20' });
    else if (texts.has(name)) problems.push({ what: `--set ${name} more than once`, expected: 'one value' });
    else texts.set(name, assignment.slice(at + 1));
  }
  const given = new Map([...texts].map(([name, text]) => [name, typed(text)]));
  const parsed = parseOptions(probe, Object.fromEntries(given));
  if (parsed.ok) return { options: parsed.options, problems };
  // What looks like a number may be meant as a text after all.
  const wrong = new Set(parsed.problems.map((p) => p.name.split('.')[0]));
  const asTexts = [...given].map(([name, value]) => [name, wrong.has(name) ? texts.get(name) : value] as const);
  const again = parseOptions(probe, Object.fromEntries(asTexts));
  if (again.ok) return { options: again.options, problems };
  return { options: undefined, problems: [...problems, ...parsed.problems.map(told)] };
};
