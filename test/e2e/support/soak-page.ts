import { parseArgs } from 'node:util';

import { openBrowser } from './chromium.ts';
import { soakPages, type Rules } from './soaked-pages.ts';

const USAGE = `npm run soak:page -- [--minutes N]     a day of the page in 24 minutes: does it stay as it is?\n`;
/** A day in 24 minutes. */
const SPEED = 60;
/** Of the updates, before anything is judged. */
const WARM_UP = 0.25;
const RULES: Rules = {
  heapMiB: { unit: 'MiB', growth: 1, most: 32 },
  nodes: { unit: '', growth: 100 },
  listeners: { unit: '', growth: 20 },
};

/** The command: 0 where all stayed flat. */
export const soakPage = async (args: readonly string[]): Promise<number> => {
  const { values } = parseArgs({ args: [...args], options: { minutes: { type: 'string', default: '24' } } });
  const minutes = Number(values.minutes);
  if (!(minutes >= 0.5 && minutes <= 10_000)) {
    process.stderr.write(USAGE);
    return 2;
  }
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const browser = await openBrowser();
  try {
    const end = performance.now() + minutes * 60_000;
    const isOver = (): boolean => performance.now() >= end;
    const { updates, verdicts, behind } = await soakPages(browser, {
      speed: SPEED,
      rules: RULES,
      warmUp: (updates) => updates * WARM_UP,
      isOver,
      say,
    });
    say(`${updates} updates shown by each`);
    for (const v of verdicts) {
      const flat = `median ${v.median.toFixed(1)}, highest ${v.highest.toFixed(1)}, grew by ${v.grew.toFixed(2)} ${v.unit}`;
      say(`${v.ok ? 'ok  ' : 'FAIL'}  ${v.what}: ${flat} (flat to ${v.growth ?? 0})`);
    }
    for (const why of behind) say(`FAIL  fell behind: ${why}`);
    return behind.length === 0 && verdicts.every((v) => v.ok) ? 0 : 1;
  } finally {
    await browser.close();
  }
};
