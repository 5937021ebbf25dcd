import { expect, it } from 'vitest';

import { outputOf } from '../../src/cli/terminal.ts';

const streamFor = () => {
  const written: string[] = [];
  let fail: (error: NodeJS.ErrnoException) => void = () => undefined;
  const stream = {
    write: (text: string) => written.push(text) > 0,
    on: (_: 'error', listener: typeof fail) => {
      fail = listener;
    },
    columns: 100,
  };
  return { stream, written, fail: (code: string) => fail(Object.assign(new Error(code), { code })) };
};

it('drops the rest when the reader goes away, and says so once', () => {
  const { stream, written, fail } = streamFor();
  let closed = 0;
  const output = outputOf(stream, () => (closed += 1));
  output.write('a');
  fail('EPIPE');
  output.write('b');
  expect({ written, closed, isOpen: output.isOpen }).toEqual({ written: ['a'], closed: 1, isOpen: false });
  expect({ isTTY: output.isTTY, columns: output.columns }).toEqual({ isTTY: false, columns: 100 });
});

it('tells of any other error, and tries again with the next text', () => {
  const { stream, written, fail } = streamFor();
  const told: unknown[] = [];
  const output = outputOf(stream, ({ code }) => told.push(code));
  fail('ENOSPC');
  output.write('b');
  expect({ written, told, isOpen: output.isOpen }).toEqual({ written: ['b'], told: ['ENOSPC'], isOpen: true });
});

it('drops what comes while its reader leaves too much lying', () => {
  const { stream, written } = streamFor();
  const behind = { ...stream, writableLength: 0 };
  const output = outputOf(behind, () => undefined, 100);
  output.write('a');
  behind.writableLength = 100;
  output.write('b');
  behind.writableLength = 0;
  output.write('c');
  expect(written).toEqual(['a', 'c']);
});
