import { nearest } from '../../domain/nearest.ts';
import type { Binding } from '../../net/net.ts';
import { headers } from '../../probes/headers/headers.ts';
import { FIX_KINDS, headersReport, type FixKind } from '../../probes/headers/report.ts';
import type { AnyOnce } from '../../probes/probe.ts';
import type { Args, UsageProblem } from '../args.ts';
import { checkAll, type Asked } from '../check-all.ts';
import { jsonLine, type Checked } from '../checked.ts';
import type { CliDeps, ExitCode } from '../deps.ts';
import { cut, printable } from '../format/text.ts';
import { LiveLine } from '../progress.ts';
import type { NamedTarget } from '../targets.ts';

const isKind = (text: string): text is FixKind => FIX_KINDS.some((kind) => kind === text);

/** The server that lines are wanted for, where any are. */
export const readFix = (
  args: Args,
  probe: AnyOnce | undefined,
  targets: readonly NamedTarget[],
): { readonly kind?: FixKind; readonly problems: readonly UsageProblem[] } => {
  const text = args.one('fix');
  if (text === undefined) return { problems: [] };
  const near = nearest(text, FIX_KINDS);
  const problems: UsageProblem[] = [];
  if (!isKind(text))
    problems.push({
      what: `--fix ${text}`,
      expected: near === undefined ? `one of ${FIX_KINDS.join(', ')}` : `perhaps ${near}`,
    });
  if (probe !== undefined && probe.name !== headers.name)
    problems.push({ what: `--fix with ${probe.name}`, expected: '--fix with check headers alone' });
  else if (targets.length > 1)
    problems.push({ what: `--fix with ${targets.length} targets`, expected: 'one site: the lines are for its server' });
  return { ...(isKind(text) ? { kind: text } : {}), problems };
};

type Fixed = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly why: string };
const fixOf = (checked: Checked, kind: FixKind, json: boolean): Fixed => {
  const { outcome } = checked;
  if (outcome.status === 'failed') return { ok: false, why: outcome.detail };
  const read = headersReport.safeParse(outcome.report);
  const text = read.success ? read.data.fixes[kind] : undefined;
  if (!read.success || text === undefined) return { ok: false, why: `there are no lines for ${kind}` };
  if (!json) return { ok: true, text };
  const narrowed = { ...outcome, report: { ...read.data, fixes: { [kind]: text } } };
  return { ok: true, text: jsonLine({ ...checked, outcome: narrowed }) };
};

/** Prints what is to be pasted and nothing else; with `json` the whole object, whose `fixes` has that one. */
export const runFix = async (
  asked: Asked & { readonly kind: FixKind },
  binding: Binding,
  json: boolean,
  deps: CliDeps,
): Promise<ExitCode> => {
  const { stdout, stderr, clock } = deps;
  const line = new LiveLine(stderr, clock);
  const opened = await deps.openNet();
  const all: Fixed[] = [];
  try {
    const take = (checked: Checked): Fixed => fixOf(checked, asked.kind, json);
    for await (const fixed of checkAll(asked, opened.net.via(binding), deps, line, take)) all.push(fixed);
  } finally {
    line.clear();
    await opened.close();
  }
  const [only] = all;
  if (only?.ok === true) {
    stdout.write(only.text);
    return 0;
  }
  stderr.write(`plumbline: ${cut(printable(only?.why ?? 'it was interrupted'), 1_000)}\n`);
  return 3;
};
