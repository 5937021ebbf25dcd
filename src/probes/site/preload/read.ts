import { setImmediate } from 'node:timers/promises';

import { namesOfJson } from './json.ts';
import type { PreloadNames } from './names.ts';
import { namesOfText } from './text.ts';

/** Chromium's has 14 MB. */
export const MOST_LIST_BYTES = 64 * 2 ** 20;
const MARK = [0xef, 0xbb, 0xbf];
const [TAG, OBJECT, SLASH] = [0x3c, 0x7b, 0x2f];
const isBlank = (byte: number): boolean => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);

/**
 * The list that browsers have built in, as Chromium writes it or as a plain list of names, or in a sentence why it is none. Other work is
 * done every few milliseconds.
 */
export const readPreloadList = async (bytes: Uint8Array, signal: AbortSignal): Promise<PreloadNames | string> => {
  const reading = reader(bytes);
  if (typeof reading === 'string') return reading;
  for (;;) {
    const step = reading.next();
    if (step.done === true) return step.value;
    await setImmediate();
    if (signal.aborted) return 'cancelled';
  }
};

const reader = (all: Uint8Array): Generator<undefined, PreloadNames | string> | string => {
  if (all.length > MOST_LIST_BYTES) return `it has ${all.length} bytes, at most ${MOST_LIST_BYTES} are read`;
  if (all[0] === 0x1f && all[1] === 0x8b) return 'it is compressed (gzip): it has to be unpacked first';
  const bytes = MARK.every((byte, i) => all[i] === byte) ? all.subarray(MARK.length) : all;
  const first = bytes.find((byte) => !isBlank(byte));
  if (first === undefined) return 'it is empty';
  if (first === TAG) return 'it is a web page, not the list';
  return isJson(bytes) ? namesOfJson(bytes) : namesOfText(bytes);
};
/** What comes after comments decides: both may begin with them. */
const isJson = (bytes: Uint8Array): boolean => {
  for (let at = 0; at < bytes.length;) {
    const byte = bytes[at] ?? 0;
    if (isBlank(byte)) at += 1;
    else if (byte === SLASH && bytes[at + 1] === SLASH) {
      const end = bytes.indexOf(0x0a, at);
      if (end === -1) return false;
      at = end;
    } else return byte === OBJECT || byte === 0x5b;
  }
  return false;
};
