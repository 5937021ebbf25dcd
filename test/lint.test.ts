import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const FORBIDDEN = [
  ['src/domain', '../wire/icmp.ts'],
  ['src/wire', '../net/net.ts'],
  ['src/net', '../probes/probe.ts'],
  ['src/net/echo', '../../store/journal.ts'],
  ['src/probes', '../scheduler/scheduler.ts'],
  ['src/probes/ping', '../../api/app.ts'],
  ['src/probes', 'htmlparser2'],
  ['src/probes/site', '../headers/report.ts'],
  ['src/probes/headers/observatory', '../../hsts/report.ts'],
  ['src/wire', 'htmlparser2'],
  ['src/diagnose', '../net/net.ts'],
  ['src/diagnose', '../probes/probe.ts'],
  ['src/watch', '../store/journal.ts'],
  ['src/capture', '../probes/probe.ts'],
  ['src/config', '../store/journal.ts'],
  ['src/scheduler', '../store/journal.ts'],
  ['src/store', '../net/net.ts'],
  ['src/store/duckdb', '../../api/schema.ts'],
  ['src/api', '../cli/run.ts'],
  ['src/cli', '../scheduler/scheduler.ts'],
  ['src/cli', '../main.ts'],
  ['web/src', '../../src/domain/time.ts'],
] as const;
const ALLOWED = [
  ['src/wire', '../domain/time.ts'],
  ['src/net', '../wire/icmp.ts'],
  ['src/probes', '../net/net.ts'],
  ['src/probes', '../diagnose/run.ts'],
  ['src/probes/headers', '../site/preload/preloaded.ts'],
  ['src/probes/hsts', '../headers/observatory/grade.ts'],
  ['src/cli', '../diagnose/run.ts'],
  ['src/store', '../domain/entry.ts'],
  ['src', './scheduler/scheduler.ts'],
  ['web/src', '../../src/domain/evidence-words.ts'],
] as const;

/** The project's rules over a project of small files, one import each: which of them are complained about. */
let complainedAbout: ReadonlySet<string>;
let folder: string;
const fileOf = (inFolder: string, imported: string): string => `${inFolder}/${imported.replaceAll(/[^a-z]+/g, '-')}.ts`;
beforeAll(() => {
  const root = fileURLToPath(new URL('..', import.meta.url));
  folder = mkdtempSync(join(tmpdir(), 'plumbline-lint-'));
  copyFileSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
  for (const [inFolder, imported] of [...FORBIDDEN, ...ALLOWED]) {
    const file = join(folder, fileOf(inFolder, imported));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `import { thing } from '${imported}';\n\nexport const other = thing;\n`);
  }
  const oxlint = [join(root, 'node_modules/oxlint/bin/oxlint'), '--format', 'json'];
  const { stdout } = spawnSync(process.execPath, oxlint, { cwd: folder, encoding: 'utf8' });
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly { code: string; filename: string }[] };
  const restricted = diagnostics.filter((d) => d.code.includes('no-restricted-imports'));
  complainedAbout = new Set(restricted.map((d) => d.filename));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the import direction (docs/design.md, Layout)', () => {
  it.each(FORBIDDEN)('forbids %s to import %s', (inFolder, imported) => {
    expect(complainedAbout).toContain(fileOf(inFolder, imported));
  });

  it.each(ALLOWED)('lets %s import %s', (inFolder, imported) => {
    expect(complainedAbout).not.toContain(fileOf(inFolder, imported));
  });
});
