// @ts-check
/**
 * @typedef {import('vitest/node').TestModule} TestModule
 * @typedef {{ readonly name: string, readonly reason: string }} Skipped
 * @typedef {{ readonly passed: number, readonly failed: number, readonly skipped: readonly Skipped[] }} Tally
 */

const NO_REASON = 'no reason given';

/**
 * Why a test was skipped: the note of `ctx.skip(…, note)`, else what a name on the way to it says in brackets, as in
 * `describe.skipIf(why)(`the kernel engine (${why ?? 'root'})`, …)`.
 * @param {string} fullName
 * @param {string | undefined} note
 */
const reasonOf = (fullName, note) => {
  if (note !== undefined && note !== '') return note;
  return /\((?:skipped: )?((?:[^()]|\([^()]*\)){4,})\)/.exec(fullName)?.[1] ?? NO_REASON;
};

/**
 * Counts what became of every test. A file or a group that broke outside its tests, and an error that nobody handled,
 * is one failure more: its tests are only skipped.
 * @param {readonly TestModule[]} modules
 * @param {{ unhandledErrors: number, byName: boolean }} run `byName`: tests were chosen by name; those left out are not
 *   told as skipped.
 * @returns {Tally}
 */
export const tally = (modules, { unhandledErrors, byName }) => {
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
        const reason = reasonOf(test.fullName, result.note);
        if (byName && reason === NO_REASON) continue;
        skipped.push({ name: `${module.relativeModuleId} > ${test.fullName}`, reason });
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
  const paragraphs = groups.map(([reason, names]) => {
    const list = names.map((name) => `      ${name}\n`).join('');
    return `  ${names.length} × ${reason}\n${list}`;
  });
  return paragraphs.length === 0 ? '' : `Skipped:\n${paragraphs.join('')}\n`;
};
