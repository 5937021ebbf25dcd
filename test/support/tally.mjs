// @ts-check
/**
 * @typedef {import('vitest/node').TestModule} TestModule
 * @typedef {{ readonly name: string, readonly reason: string }} Skipped
 * @typedef {{ readonly passed: number, readonly failed: number, readonly skipped: readonly Skipped[] }} Tally
 */

const NO_REASON = 'no reason given';

/**
 * Counts what became of every test. A file or a group that broke outside its tests, and an error that nobody handled,
 * is one failure more: its tests are only skipped.
 * @param {readonly TestModule[]} modules
 * @param {number} unhandledErrors
 * @returns {Tally}
 */
export const tally = (modules, unhandledErrors) => {
  let [passed, failed] = [0, unhandledErrors];
  /** @type {Skipped[]} */
  const skipped = [];
  for (const module of modules) {
    failed += module.errors().length;
    for (const suite of module.children.allSuites()) failed += suite.errors().length;
    for (const test of module.children.allTests()) {
      const result = test.result();
      if (result.state === 'passed') passed += 1;
      else if (result.state === 'skipped') {
        skipped.push({ name: `${module.relativeModuleId} > ${test.fullName}`, reason: result.note ?? NO_REASON });
      } else failed += 1; // also one that was still running when the run was cut short
    }
  }
  return { passed, failed, skipped };
};

/**
 * The skipped tests under their reasons, most first; empty where there are none.
 * @param {readonly Skipped[]} skipped
 */
export const describeSkipped = (skipped) => {
  /** @type {Map<string, string[]>} */
  const byReason = new Map();
  for (const { name, reason } of skipped) byReason.set(reason, [...(byReason.get(reason) ?? []), name]);
  const groups = [...byReason].toSorted(([, a], [, b]) => b.length - a.length);
  const lines = groups.flatMap(([reason, names]) => [`${names.length} × ${reason}`, ...names.map((n) => `    ${n}`)]);
  return lines.length === 0 ? '' : `Skipped:\n${lines.map((l) => `  ${l}\n`).join('')}\n`;
};
