import type { Args, OptionSpecs, UsageProblem } from './args.ts';
import type { CliDeps, ExitCode } from './deps.ts';

export interface Command {
  /** `check PROBE [TARGET…]` */
  readonly usage: string;
  readonly summary: string;
  readonly options: OptionSpecs;
  /** More lines for its help, of so many columns; one that is longer is a paragraph. */
  help?(deps: CliDeps, width: number): readonly string[];
  /** What its help says instead where its arguments name one of several things; undefined: they name none. */
  named?(args: Args, deps: CliDeps): Pick<Command, 'usage' | 'summary' | 'help'> | undefined;
  /** Looks at everything before anything is done: either all that is wrong, or what to do. */
  prepare(args: Args, deps: CliDeps): Promise<Prepared> | Prepared;
}
export type Prepared =
  | { readonly problems: readonly UsageProblem[] }
  | { readonly run: () => Promise<ExitCode> | ExitCode };

export const wrong = (...problems: readonly UsageProblem[]): Prepared => ({ problems });
