import type { Readable } from 'node:stream';

import type { Owner } from '../api/owner/ask.ts';
import type { ConfigProblem } from '../config/config.ts';
import type { Cache } from '../domain/cache.ts';
import type { Clock } from '../domain/clock.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { Net } from '../net/net.ts';
import type { Machine } from '../net/way-out.ts';
import type { AnyProbe } from '../probes/probe.ts';
import type { InfluxCheck } from '../store/influx/check/check.ts';
import type { Column } from '../store/table.ts';

/** Where text goes. What a closed pipe refuses is dropped without a word. */
export interface Output {
  write(text: string): void;
  /** False once its reader has gone away. */
  readonly isOpen: boolean;
  readonly isTTY: boolean;
  readonly columns: number;
}

/** 0: nothing of severity `fail`. 1: something was. 2: the command or the config is wrong. 3: not measured. */
export type ExitCode = 0 | 1 | 2 | 3;

export interface ServeOptions {
  readonly config?: string;
  readonly state?: string;
  readonly listen?: { readonly host: string; readonly port: number };
  /** Measure nothing and keep nothing: show what others wrote to the config's InfluxDB. */
  readonly readOnly?: boolean;
}
export type TextFile = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly detail: string };

/** Where an answer goes: to a file, or to standard output. */
export interface Destination {
  readonly file?: string;
  /** Whether a file that is there is replaced. */
  readonly force: boolean;
  /** Made into Parquet, out of CSV with these columns. */
  readonly parquet?: readonly Column[];
  /** It is a record, to be read through before it gets its name. */
  readonly record?: boolean;
}

/** Everything that the command line is built from. */
export interface CliDeps {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** For the probes: what others publish, kept. */
  readonly cache?: Cache;
  readonly version: string;
  /** Where this machine sees things from, as in the config. */
  readonly vantage: string;
  readonly probes: readonly AnyProbe[];
  /** Aborts on SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
  readonly machine: Machine;
  /** Without echoes: nothing streams, so that no engine has to start. */
  openNet(options?: { readonly echoes?: boolean }): Promise<{ readonly net: Net; close(): Promise<void> }>;
  /** Runs the service until the signal; explains by itself why it could not. */
  serve(options: ServeOptions): Promise<ExitCode>;
  readonly config: {
    /** What there is to watch here, as a commented `plumbline.yaml`. */
    init(): Promise<string>;
    /** Reads it as the service would; without a file, the one that the service would take. */
    check(file: string | undefined): Promise<
      | {
          readonly ok: true;
          readonly file?: string;
          readonly targets: number;
          /** What there is to know of each line, in words. */
          readonly lines?: readonly string[];
          readonly warnings: readonly ConfigProblem[];
        }
      | { readonly ok: false; readonly file?: string; readonly problems: readonly ConfigProblem[] }
    >;
    /** JSON Schema, for editors. */
    schema(): object;
  };
  /** The InfluxDB of a config file (the usual one where none is named), or what is wrong with that file, or none found. */
  checkInflux(
    file: string | undefined,
    progress: (line: string) => void,
  ): Promise<
    | {
        readonly ok: true;
        readonly file: string;
        readonly vantage: string;
        readonly outcome: Outcome<InfluxCheck>;
        readonly warnings: readonly ConfigProblem[];
      }
    | { readonly ok: false; readonly lookedAt: readonly string[] }
    | { readonly ok: false; readonly file?: string; readonly problems: readonly ConfigProblem[] }
  >;
  /** At most `most` bytes; `-` is standard input. */
  readText(path: string, most: number): Promise<TextFile>;
  /** Undefined when written. Refuses to replace a file unless `force`. */
  writeText(path: string, text: string, force: boolean): Promise<string | undefined>;
  /**
   * Who answers for the record in the state folder: the service that runs on it, or this process, until closed, where
   * none does.
   */
  openOwner(
    state: string | undefined,
  ): Promise<
    | { readonly ok: true; readonly owner: Owner; readonly folder: string }
    | { readonly ok: false; readonly detail: string }
  >;
  /** Which file or folder may not be written, and why; undefined when it may. */
  refusalOf(path: string, force: boolean): string | undefined;
  /**
   * Whole or not at all. Throws why not. `folder`: where what has no name yet may lie. Answers with what is in it, where
   * that was looked at.
   */
  save(body: Readable, into: Destination, folder: string): Promise<string | undefined>;
  /** Makes a backup the record of the state folder, where nobody uses that. `kept`: where what was there lies now. */
  restore(
    file: string,
    state: string | undefined,
  ): Promise<
    | { readonly ok: true; readonly contents: string; readonly kept: string | undefined }
    | { readonly ok: false; readonly why: string }
  >;
}
