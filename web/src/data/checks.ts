import type { CheckChoices, CheckEvent } from '../../../src/api/check-schema.ts';
import type { CheckRequest, ProbeInfo, Run } from '../../../src/api/schema.ts';
import { readEvents } from '../model/events-text.ts';
import { api, TokenNeeded } from './api.ts';
import { createStore } from './store.ts';

/** What was asked, with the words for it. */
export interface Asked {
  readonly request: CheckRequest;
  readonly title: string;
  readonly label: string;
}
export interface Running extends Asked {
  /** By the page's monotonic clock (ms). */
  readonly began: number;
  readonly longestMs: number | undefined;
  readonly lines: readonly string[];
  /** Lines that were not told. */
  readonly more: number;
}
export interface Done extends Asked {
  readonly id: number;
  readonly tookMs: number;
  readonly lines: readonly string[];
  readonly run?: Run;
  /** Why there is no run. */
  readonly problem?: string;
}
interface Checks {
  readonly choices: CheckChoices | undefined;
  readonly probes: readonly ProbeInfo[];
  readonly problem: string | undefined;
  readonly session: { readonly tokenConfigured: boolean; readonly signedIn: boolean } | undefined;
  readonly running: Running | undefined;
  /** Newest first. */
  readonly done: readonly Done[];
  /** Which of them is shown. */
  readonly shown: number | undefined;
}

const KEPT = 10;
const MOST_LINES = 500;
/** The service writes every five seconds. */
const SILENT = 20_000;

/** The page's memory of checks: a check goes on while other pages are looked at, and is forgotten with the page. */
export const checks = createStore<Checks>({
  choices: undefined,
  probes: [],
  problem: undefined,
  session: undefined,
  running: undefined,
  done: [],
  shown: undefined,
});

/** Reads what may be started and whether the token was shown. */
export const loadChecks = async (): Promise<void> => {
  try {
    const [choices, { probes }, session] = await Promise.all([api.checkChoices(), api.probes(), api.session()]);
    checks.set({ choices, probes, session, problem: undefined });
  } catch (error) {
    if (!(error instanceof TokenNeeded)) checks.set({ problem: error instanceof Error ? error.message : 'It failed.' });
  }
};

let stop: AbortController | undefined;
let count = 0;

/** Ends the one that runs: the service cancels it. */
export const stopCheck = (): void => stop?.abort();

/** One event of the check that runs; what it ends with, if it does. */
const take = (event: CheckEvent): Pick<Done, 'run' | 'problem'> | undefined => {
  const { running } = checks.get();
  if (event.kind === 'run') return { run: event };
  if (event.kind === 'problem') return { problem: event.error.what };
  if (running === undefined) return undefined;
  if (event.kind === 'begun') checks.set({ running: { ...running, longestMs: event.longestMs } });
  else if (event.kind === 'more') checks.set({ running: { ...running, more: event.count } });
  else checks.set({ running: { ...running, lines: [...running.lines, event.line].slice(-MOST_LINES) } });
  return undefined;
};

const follow = async (request: CheckRequest, own: AbortController): Promise<Pick<Done, 'run' | 'problem'>> => {
  const answer = await api.startCheck(request, own.signal);
  const reader = answer.body?.getReader();
  const decoder = new TextDecoder();
  const read = readEvents();
  let isSilent = false;
  const hush = (): void => {
    isSilent = true;
    own.abort();
  };
  let timer = setTimeout(hush, SILENT);
  try {
    for (;;) {
      const piece = await reader?.read();
      if (piece?.value === undefined) break;
      clearTimeout(timer);
      timer = setTimeout(hush, SILENT);
      for (const { data } of read(decoder.decode(piece.value, { stream: true }))) {
        const end = take(JSON.parse(data) as CheckEvent);
        if (end !== undefined) return end;
      }
    }
  } catch (error) {
    if (!isSilent && own.signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
  }
  return {
    problem: isSilent
      ? 'The service fell silent while it ran, so it was given up.'
      : 'The service went away while it ran: it was stopped, or nothing reaches it any more. The check has ended with it.',
  };
};

/** Starts a check and follows it to its end; one at a time. */
export const startCheck = async (asked: Asked): Promise<void> => {
  if (checks.get().running !== undefined) return;
  const own = new AbortController();
  stop = own;
  const began = performance.now();
  checks.set({ running: { ...asked, began, longestMs: undefined, lines: [], more: 0 }, shown: undefined });
  let end: Pick<Done, 'run' | 'problem'> | undefined;
  try {
    end = await follow(asked.request, own);
  } catch (error) {
    if (error instanceof TokenNeeded) {
      // It was shown before, and is void by now.
      const { session } = checks.get();
      if (session !== undefined) checks.set({ session: { ...session, signedIn: false } });
      end = { problem: 'This wants the token, which is void by now: it was changed, or its 90 days are over.' };
    } else if (own.signal.aborted) end = { problem: 'Stopped.' };
    else end = { problem: error instanceof Error ? error.message : 'It failed.' };
  }
  const { running, done } = checks.get();
  count += 1;
  const last: Done = { ...asked, id: count, tookMs: performance.now() - began, lines: running?.lines ?? [], ...end };
  checks.set({ running: undefined, done: [last, ...done].slice(0, KEPT), shown: last.id });
};

/** Shows the token; why not, in words, where it is not taken. */
export const signIn = async (token: string): Promise<string | undefined> => {
  try {
    await api.signIn(token);
    checks.set({ session: await api.session() });
    return undefined;
  } catch (error) {
    if (error instanceof TokenNeeded) return 'That is not the token in the config.';
    return error instanceof Error ? error.message : 'It failed.';
  }
};
export const signOut = async (): Promise<void> => {
  try {
    checks.set({ session: await api.signOut() });
  } catch (error) {
    checks.set({ problem: error instanceof Error ? error.message : 'It failed.' });
  }
};
