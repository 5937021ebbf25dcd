import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { api, ApiFailure } from '../../web/src/data/api.ts';

// The page asks; the network is ours.

const given = (answer: (signal: AbortSignal) => Response): void => {
  vi.stubGlobal('fetch', async (_: string, { signal }: { signal: AbortSignal }) => answer(signal));
};
/** The head of an answer and the first half of its body, and then nothing until it is given up. */
const half = (signal: AbortSignal): Response => {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      controller.enqueue(new TextEncoder().encode('{"now":'));
      signal.addEventListener('abort', () => controller.error(signal.reason));
    },
  });
  return new Response(body);
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('gives up an answer that stops half way', async () => {
  given(half);
  const asked = expect(api.overview()).rejects.toEqual(new ApiFailure(0, 'The service did not answer in time.'));
  await vi.advanceTimersByTimeAsync(20_000);
  await asked;
});

test('gives up half an answer with whoever asked', async () => {
  given(half);
  const left = new AbortController();
  const asked = expect(api.overview(left.signal)).rejects.toThrow('aborted');
  await vi.advanceTimersByTimeAsync(1_000);
  left.abort();
  await asked;
});

test('says of what is no JSON that it is not plumbline', async () => {
  given(() => new Response('<p>Welcome to the hotel'));
  await expect(api.overview()).rejects.toEqual(new ApiFailure(200, 'What answers here is not plumbline.'));
});
