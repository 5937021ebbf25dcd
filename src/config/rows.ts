import { knownKeys } from './known-keys.ts';
import { readDocument, type Path } from './document.ts';
import { isSecretPath, type Hide } from './secrets.ts';
import { shownValue } from './shown.ts';
import type { AnyProbe } from '../probes/probe.ts';

/** Where a value comes from: a line of the file; what is so unless it says otherwise; what was found here; what the
 * command line says instead. */
export const ROW_ORIGINS = ['written', 'default', 'discovered', 'command-line'] as const;
export interface ConfigRow {
  /** How many mappings it is in. */
  readonly depth: number;
  readonly key: string;
  /** On one line, secrets as `set`; missing where rows below are its parts. */
  readonly value?: string;
  readonly from: (typeof ROW_ORIGINS)[number];
  /** 1-based, of the file. */
  readonly line?: number;
}

type Mapping = Readonly<Record<string, unknown>>;
const isMapping = (x: unknown): x is Mapping => typeof x === 'object' && x !== null && !Array.isArray(x);
const mappingOf = (x: unknown): Mapping => (isMapping(x) ? x : {});
/** As it is run, of what is written: in the service's own form, where that has the same; there no secret is found again. */
const asRun = (written: unknown, run: unknown, hide: Hide): unknown =>
  run === undefined || isMapping(written) || isMapping(run) || hasSecret(written, hide) ? written : run;
const hasSecret = (value: unknown, hide: Hide): boolean =>
  Array.isArray(value) ? value.some((item) => hasSecret(item, hide)) : hide(String(value)) !== String(value);

export interface RowsAsked {
  /** As it is run (effective.ts). */
  readonly effective: Mapping;
  /** The file as it was read; missing where everything was discovered. */
  readonly text?: string;
  readonly probes: readonly AnyProbe[];
  /** Whether the targets that the file does not have were found here. */
  readonly discovered: boolean;
  /** Keys that the command line gave. */
  readonly given: readonly string[];
  readonly most: number;
  readonly hide: Hide;
}

/**
 * The config as a document, a row for each key: what is written in the order of the file, and what is so without being
 * written at the end of the mapping that it belongs to.
 */
export const configRows = (asked: RowsAsked): { readonly rows: readonly ConfigRow[]; readonly truncated: boolean } => {
  const { effective, text, probes, discovered, given, most, hide } = asked;
  const document = text === undefined ? undefined : readDocument(text);
  const { mayBe, isNamed } = knownKeys(probes);
  const rows: ConfigRow[] = [];
  const originOf = (path: Path, isWritten: boolean): ConfigRow['from'] => {
    if (given.includes(path.join('.'))) return 'command-line';
    if (isWritten) return 'written';
    return discovered && path[0] === 'targets' ? 'discovered' : 'default';
  };
  const visit = (path: Path, is: unknown, was: unknown): void => {
    const [now, then] = [mappingOf(is), mappingOf(was)];
    for (const key of new Set([...Object.keys(then), ...Object.keys(now)])) {
      if (rows.length >= most) return;
      const at = [...path, key];
      const isWritten = Object.hasOwn(then, key);
      // That it is in a file of its own is said by that key.
      if (!isWritten && Object.hasOwn(then, `${key}_file`)) continue;
      const name = isNamed(at) ? hide(key) : key;
      // What is below a name has it too: a label that is left out.
      const isKnown = name === key && (!isWritten || mayBe(at));
      const line = isWritten ? document?.lineOf(at) : undefined;
      const value = isKnown ? shownValue(at, isWritten ? asRun(then[key], now[key], hide) : now[key], hide) : '…';
      rows.push({
        depth: path.length,
        key: name,
        ...(value === undefined ? {} : { value }),
        from: originOf(at, isWritten),
        ...(line === undefined ? {} : { line }),
      });
      if (isKnown && !isSecretPath(at)) visit(at, now[key], then[key]);
    }
  };
  visit([], effective, document?.value ?? undefined);
  return { rows, truncated: rows.length >= most };
};
