import { Readable } from 'node:stream';

import { describe, expect, it } from 'vitest';

import { readStream } from '../../src/cli/read-stream.ts';

const never = new AbortController().signal;

describe('standard input', () => {
  it('is read to its end', async () => {
    const stream = Readable.from([Buffer.from('a\nb'), Buffer.from('\nc\n')]);
    expect(await readStream(stream, 6, never)).toEqual({ ok: true, text: 'a\nb\nc\n' });
  });
  it('without end is refused at the limit, and closed', async () => {
    const endless = new Readable({ read: () => endless.push(Buffer.alloc(1_000)) });
    expect(await readStream(endless, 10_000, never)).toEqual({ ok: false, detail: 'a longer text' });
    expect(endless.destroyed).toBe(true);
  });
  it('that says nothing is waited for until a signal', async () => {
    const stop = new AbortController();
    const read = readStream(new Readable({ read: () => undefined }), 10, stop.signal);
    stop.abort();
    expect(await read).toMatchObject({ ok: false });
  });
});
