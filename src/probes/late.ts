import type { Once } from './probe.ts';

type Run<O, R> = Once<O, R>['run'];

/**
 * A run whose module is loaded when it is first asked for, with what it imports: the rules, parsers and lists of sites take a tenth of a
 * second, which no command should wait for that does not look at any.
 */
export const lateRun = <O, R>(load: () => Promise<{ readonly run: Run<O, R> }>): Run<O, R> => {
  let loading: ReturnType<typeof load> | undefined;
  return async (...asked) => {
    loading ??= load();
    return (await loading).run(...asked);
  };
};
