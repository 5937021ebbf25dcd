import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';

import * as fc from 'fast-check';

import { parseConfig } from '../../../src/config/parse.ts';
import { problemText } from '../../../src/config/problems.ts';
import { ping } from '../../../src/probes/ping.ts';
import { route } from '../../../src/probes/route/route.ts';
import { tcp } from '../../../src/probes/tcp.ts';
import { textLike } from '../arbitraries.ts';
import { target, type Target } from '../target.ts';

const FIXTURES = new URL('../../fixtures/config/', import.meta.url);
const broken = readdirSync(FIXTURES).map((name) => readFileSync(new URL(name, FIXTURES), 'utf8'));
const WHOLE = `vantage: home
listen: "[::1]:8080"
token: correct-horse-battery
protect_reading: true
api_may_probe: [example.org, 192.0.2.1]
keep: { raw: 14d, minutes: 400d }
targets:
  router: &r { address: 192.0.2.1, role: gateway, ping: { every: 1s, size: 56 } }
  far:
    <<: *r
    address: example.org
    family: 4
    via: { source: 192.0.2.7, device: eth0, mark: 7 }
    tcp: { port: 443, every: 10s }
    route: off
`;
const WORDS = [
  ': ',
  '\n',
  '  ',
  '- ',
  '{',
  '}',
  '[',
  ']',
  '&a ',
  '*a',
  '<<: ',
  '!!',
  '|',
  '>',
  '"',
  "'",
  '#',
  '? ',
  '---\n',
  '\t',
  '\0',
  '__proto__',
  'targets:\n',
  'null',
  '1e999',
  '0x10',
];
const context = { probes: [ping, tcp, route], vantage: 'machine' };

const holds = (text: string): void => {
  const parsed = parseConfig(text, context);
  if (!parsed.ok) {
    assert(parsed.problems.length > 0 && parsed.problems.length <= 200);
    const lines = text.split(/\r\n|\r|\n/).length;
    for (const problem of parsed.problems) {
      assert(problem.expected !== '');
      assert(problem.line === undefined || (problem.line >= 1 && problem.line <= lines), `line ${problem.line}`);
      assert(problemText('plumbline.yaml', problem).length < 2_000);
    }
    return;
  }
  for (const { checks, address, name } of parsed.config.targets) {
    assert(address !== '' && /^[a-z0-9][a-z0-9._-]{0,63}$/.test(name));
    for (const { every } of checks) assert(Number.isFinite(every) && every >= 10);
  }
};
const scalar = fc.oneof(fc.string(), fc.integer(), fc.double(), fc.boolean(), fc.constant(null));
const keys = [
  'vantage',
  'listen',
  'token',
  'keep',
  'targets',
  'address',
  'ping',
  'every',
  'via',
  'mark',
  'a',
  '__proto__',
];
const { tree } = fc.letrec((again) => ({
  tree: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    scalar,
    fc.array(again('tree'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...keys), fc.string({ maxLength: 4 })), again('tree'), { maxKeys: 6 }),
  ),
}));

export const config: readonly Target[] = [
  target('config-text', [textLike([WHOLE, WHOLE, WHOLE, ...broken], WORDS)], holds, { quick: 25 }),
  // JSON is YAML.
  target('config-tree', [tree.map((value) => JSON.stringify(value))], holds, { quick: 25 }),
];
