import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, release } from 'node:os';
import { fileURLToPath } from 'node:url';

import type { Asked } from './clients.ts';
import type { Point, Verdict } from './verdict.ts';

const RESULTS = fileURLToPath(new URL('../bench/results/soak.json', import.meta.url));
/** Values of each figure that are kept with the result. */
const KEPT_POINTS = 48;

export const shown = (n: number): string => (Math.abs(n) < 10 ? n.toFixed(1) : n.toFixed(0));
export const lineOf = (v: Verdict): string => {
  const most = v.most === undefined ? '' : `, at most ${shown(v.most)}`;
  const asked = v.growth === undefined ? most.slice(2) : `flat to ${shown(v.growth)}${most}`;
  const seen = `median ${shown(v.median)}, highest ${shown(v.highest)}, grew by ${shown(v.grew)} ${v.unit}`.trimEnd();
  return `${v.ok ? 'ok  ' : 'FAIL'}  ${v.what}: ${seen}${asked === '' ? '' : ` (${asked})`}`;
};

/** A line of its own for each path: how long it took, and whether it failed. */
export const answersOf = (asked: ReadonlyMap<string, Asked>) =>
  [...asked].map(([path, { took, failed, why = '' }]) => {
    const sorted = took.toSorted((a, b) => a - b);
    const at = (q: number): number => Math.round(sorted[Math.ceil(q * sorted.length) - 1] ?? 0);
    return { path, asked: took.length, failed, why, p50Ms: at(0.5), p99Ms: at(0.99) };
  });

/** Keeps the result where the others lie. */
export const keep = ({
  points,
  command,
  ...result
}: Readonly<Record<string, unknown>> & { readonly points: ReadonlyMap<string, readonly Point[]> }): void => {
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: availableParallelism(), kernel: release() };
  const head = { command, date: new Date().toISOString(), ...machine, node: process.version };
  const round = (n: number): number => Math.round(n * 100) / 100;
  const some = [...points].map(([name, all]) => {
    const step = Math.ceil(all.length / KEPT_POINTS);
    return [name, all.filter((_, i) => i % step === 0).map((p) => [Math.round(p.t), round(p.value)])] as const;
  });
  const figures = Object.fromEntries(some);
  const text = JSON.stringify({ ...head, ...result, figures }, (_, v: unknown) =>
    typeof v === 'number' ? round(v) : v,
  );
  mkdirSync(fileURLToPath(new URL('.', `file://${RESULTS}`)), { recursive: true });
  writeFileSync(RESULTS, `${text}\n`);
};
