import assert from 'node:assert/strict';

import * as fc from 'fast-check';

import { readVia, readListen } from '../../../src/cli/values.ts';
import { readTarget, readTargetFile } from '../../../src/cli/targets.ts';
import { runCli } from '../../../src/cli/run.ts';
import { cliForTest } from '../../cli/support.ts';
import { textLike } from '../arbitraries.ts';
import { target, waiting, type Target } from '../target.ts';

const WORDS = [
  'serve check diagnose explain config init schema ping tcp route -- -',
  '--help -h --version -V --json --set --from --via --config --state --listen --force',
  'count=3 port=443 timeout=1s source=127.0.0.1 device=lo mark=1 targets.txt 127.0.0.1 ::1',
  'example.org 8080 [::1]:80 route-loop --set=count=1 --no-json -hV',
  '--dry-run --family --resolver --for 4 6 9.9.9.9 nftables https://example.org/x?a http://[::1]:80/ a:b@c',
].flatMap((line) => line.split(' '));
/** Controls but tab and line feed (C0, DEL, C1). */
const CONTROL = /(?![\t\n])\p{Cc}/u;
const argument = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...WORDS) },
  { weight: 1, arbitrary: textLike(WORDS, ['-', '=', '.', ':']) },
);
/** So that some get as far as to be run. */
const BEGINNINGS = [
  '',
  'check ping',
  'check tcp --set port=443',
  'check route',
  'check ping --from targets.txt',
  'explain',
  'diagnose',
  'diagnose --dry-run https://example.org/x',
  'diagnose 192.0.2.1',
];
const commandLine = fc
  .tuple(fc.constantFrom(...BEGINNINGS), fc.array(argument, { maxLength: 7 }))
  .map(([beginning, more]) =>
    beginning
      .split(' ')
      .filter((word) => word !== '')
      .concat(more),
  );
const LISTS = ['127.0.0.1\n::1 # here\n\nexample.org\r\n', 'bücher.example\n', 'a'.repeat(300)];

export const cli: readonly Target[] = [
  waiting(
    'command-line',
    [commandLine, textLike(LISTS, ['\n', '#', '.', ' ']), fc.boolean()],
    async (argv, list, tty) => {
      const { deps, clock, stop, stdout, stderr } = cliForTest({ files: { 'targets.txt': list.slice(0, 400) }, tty });
      const running = { ended: false };
      const ending = runCli(argv, deps).finally(() => (running.ended = true));
      for (let tries = 0; !running.ended && tries < 20; tries += 1) {
        await new Promise<void>((r) => setImmediate(r));
        await clock.advance(tries < 10 ? 500 : 60_000);
      }
      stop.abort();
      const code = await ending;
      assert([0, 1, 2, 3].includes(code), `exit code ${code}`);
      const told = stdout.text() + stderr.text();
      assert(told !== '' || argv[0] === 'serve', 'not a word');
      // No argument and no list puts a control code of its own on the terminal.
      if (!tty) assert(!CONTROL.test(told), JSON.stringify(told.slice(0, 300)));
    },
    { quick: 40 },
  ),
  target('target-file', [textLike(LISTS, ['\n', '#', '.', ' ', '[', '%'])], (text) => {
    const { targets, problems } = readTargetFile('list', text);
    assert(problems.length <= 11);
    for (const { name, address } of targets) assert(readTarget(name)?.address === address && address !== '');
  }),
  target(
    'via-and-listen',
    [
      fc.array(textLike(['source=::1', 'device=eth0', 'mark=0xff'], ['=', 'mark', '__proto__']), { maxLength: 4 }),
      textLike(['8080', '[::1]:80', 'a:1'], [':', '[', ']', '9']),
    ],
    (texts, listen) => {
      const { binding, problems } = readVia(texts);
      assert(Object.keys(binding).length + problems.length <= texts.length || texts.length === 0);
      const found = readListen(listen);
      assert(found === undefined || (found.port >= 0 && found.port <= 65_535 && found.host !== ''));
      readTarget(texts.join(' '));
    },
  ),
];
