import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { describe, expect, it } from 'vitest';

const heap = fileURLToPath(new URL('../../dist/service/heap.js', import.meta.url));
/** A crowd of objects that come and go, such as makes the young generation grow. In MB: before, told, and after. */
const PROGRAM = `
import { once } from 'node:events';
import { getHeapSpaceStatistics } from 'node:v8';
import { Worker } from 'node:worker_threads';
const { keepMemorySmall, keepYoungSmall } = await import(process.argv[1]);
const young = () => getHeapSpaceStatistics().find((s) => s.space_name === 'new_space').space_size / 2 ** 20;
const sizes = [young()];
await keepMemorySmall();
sizes.push(young());
await once(new Worker('0', { eval: true }), 'exit');
keepYoungSmall();
let alive = [];
for (let i = 0; i < 1_000_000; i += 1) {
  alive.push({ i, of: [i] });
  if (alive.length > 30_000) alive = alive.slice(15_000);
}
sizes.push(young());
console.log(JSON.stringify(sizes));
`;

describe('the memory of the service', () => {
  it('has a young generation of a few megabytes, whatever comes and goes', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', PROGRAM, heap]);
    const [before, told, after] = JSON.parse(stdout) as readonly number[];
    expect(before).toBeLessThan(8);
    expect(told).toBe(8);
    expect(after).toBe(8);
  });
});
