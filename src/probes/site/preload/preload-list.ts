import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { domainToASCII } from 'node:url';

import type { Cache } from '../../../domain/cache.ts';
import { DAY, HOUR, MINUTE, microsOf, SECOND, type EpochMicros, type Millis } from '../../../domain/time.ts';
import type { Context } from '../../probe.ts';
import { published } from '../../web/published.ts';
import type { PreloadNames } from './names.ts';
import { MOST_LIST_BYTES, readPreloadList } from './read.ts';
import type { Preloaded, PreloadSource } from './preloaded.ts';

/** It changes with every week's work on Chromium, and browsers take it with their next release. */
const FRESH_FOR: Millis = 7 * DAY;
/** Where the source is down: so soon it is asked again, with a kept list at hand, and without. */
const AGAIN: Millis = HOUR;
const AGAIN_WITHOUT: Millis = 10 * MINUTE;
const TIMEOUT: Millis = 45 * SECOND;
/** Of the config there is one; a few more were tried on the command line. */
const MOST_SOURCES = 4;

export interface HowAsked {
  /** Only over lines that cost by the byte: nothing large is fetched, what is kept counts whatever its age. */
  readonly metered?: boolean | undefined;
}
type Asking = Pick<Context, 'net' | 'clock' | 'signal' | 'progress' | 'cache'>;
type Loaded =
  | { readonly ok: true; readonly names: PreloadNames; readonly at: EpochMicros; readonly stale?: string }
  | { readonly ok: false; readonly why: string };
interface Held {
  readonly loaded: Promise<Loaded>;
  /** Of a file: which it was. */
  readonly version?: string;
  /** From when it was asked until when nobody is; unset while it is loaded. */
  asked?: { readonly at: EpochMicros; readonly until: EpochMicros };
}
/** One list for all sites of a service, or of a command line: held beside the cache, which is one of those too. */
const held = new WeakMap<Cache, Map<string, Held>>();

/**
 * Whether browsers go to a host by https alone before they were ever there, by the list that Chromium, Firefox, Safari and Edge have
 * built in. `source`: a file, a web address, or false. Nobody is asked while the list that is held or kept is less than seven days old.
 */
export const preloadedOf = async (
  host: string,
  source: PreloadSource,
  ctx: Asking,
  { metered = false }: HowAsked = {},
): Promise<Preloaded> => {
  if (source === false) return { known: false, why: 'no list is configured: `preload.list` is false' };
  const loaded = await listFrom(source, metered, ctx);
  if (!loaded.ok) return { known: false, why: loaded.why };
  const { names, at, stale } = loaded;
  const entry = names.find(nameOnList(host));
  return {
    known: true,
    preloaded:
      entry !== undefined && entry.mode === FORCED && (entry.includeSubdomains || entry.name === nameOnList(host)),
    ...(entry === undefined ? {} : { entry }),
    listAt: at,
    ...(stale === undefined ? {} : { stale }),
  };
};
const FORCED = 'force-https';

/** As names are on the list: lower case, A-labels (RFC 5890), no dot at the end. */
const nameOnList = (host: string): string => {
  const name = host.toLowerCase().replace(/\.+$/, '');
  return /^[\x20-\x7e]*$/.test(name) ? name : domainToASCII(name);
};

const isWebAddress = (source: string): boolean => /^https?:\/\//i.test(source);

/** The list that is held, or is loaded by somebody just now, where it is still the one; else it is loaded. */
const listFrom = async (source: string, metered: boolean, ctx: Asking): Promise<Loaded> => {
  const { cache, clock, signal } = ctx;
  const version = isWebAddress(source) ? undefined : await versionOf(source);
  if (typeof version === 'object') return { ok: false, why: version.why };
  const lists = cache === undefined ? new Map<string, Held>() : (held.get(cache) ?? new Map<string, Held>());
  if (cache !== undefined) held.set(cache, lists);
  const known = lists.get(source);
  if (known !== undefined && known.version === version && isGood(known, clock.now())) {
    const loaded = await known.loaded;
    // Whoever began it gave up: that is his word, not ours.
    if (loaded.ok || loaded.why !== CANCELLED || signal.aborted) return loaded;
    if (lists.get(source) === known) lists.delete(source);
    return listFrom(source, metered, ctx);
  }
  const loading: Held = {
    loaded: version === undefined ? (metered ? fromKept(source, ctx) : fromWeb(source, ctx)) : fromFile(source, ctx),
    ...(version === undefined ? {} : { version }),
  };
  lists.delete(source);
  lists.set(source, loading);
  for (const oldest of lists.keys()) if (lists.size > MOST_SOURCES) lists.delete(oldest);
  const loaded = await loading.loaded;
  const at = clock.now();
  if (version === undefined) loading.asked = { at, until: goodUntil(loaded, at) };
  return loaded;
};
const CANCELLED = 'cancelled';
/** A file is looked at each time. A clock that was set back leaves nothing to rely on. */
const isGood = ({ asked, version }: Held, now: EpochMicros): boolean =>
  version !== undefined || asked === undefined || (now >= asked.at && now < asked.until);
const goodUntil = (loaded: Loaded, now: EpochMicros): EpochMicros => {
  if (!loaded.ok) return loaded.why === CANCELLED ? now : now + microsOf(AGAIN_WITHOUT);
  const fresh = loaded.at + microsOf(FRESH_FOR);
  return loaded.stale === undefined && fresh > now ? fresh : now + microsOf(AGAIN);
};

const fromWeb = async (url: string, ctx: Asking): Promise<Loaded> => {
  const { signal, progress } = ctx;
  progress?.('looking for the list that browsers have built in');
  /** What was read while it was judged need not be read again. */
  let read: { readonly bytes: Uint8Array; readonly names: PreloadNames } | undefined;
  const wrongWith = async (bytes: Uint8Array): Promise<string | undefined> => {
    const names = await readPreloadList(bytes, signal);
    if (typeof names === 'string') return `${new URL(url).host} has another page there: ${names}`;
    read = { bytes, names };
    return undefined;
  };
  const got = await published(
    { url, mostBytes: MOST_LIST_BYTES, timeout: TIMEOUT, freshFor: FRESH_FOR, wrongWith },
    ctx,
  );
  if (signal.aborted) return { ok: false, why: CANCELLED };
  if (!got.ok) return { ok: false, why: got.detail };
  const names = read?.bytes === got.bytes ? read.names : await readPreloadList(got.bytes, signal);
  if (typeof names === 'string') return { ok: false, why: names };
  return { ok: true, names, at: got.at, ...(got.stale === undefined ? {} : { stale: got.stale }) };
};

/** Whatever is kept, however old: it is large. */
const fromKept = async (url: string, { cache, signal }: Asking): Promise<Loaded> => {
  const kept = await cache?.get(url);
  if (kept === undefined)
    return { ok: false, why: 'it is large, and fetched over no metered line: `preload.list` may be a file' };
  const names = await readPreloadList(kept.bytes, signal);
  if (typeof names === 'string') return { ok: false, why: signal.aborted ? CANCELLED : names };
  return { ok: true, names, at: kept.at };
};

const fromFile = async (path: string, { signal }: Asking): Promise<Loaded> => {
  try {
    const file = await open(path, OPENED);
    try {
      const about = await file.stat();
      if (!about.isFile()) return { ok: false, why: `${path}: no file` };
      if (about.size > MOST_LIST_BYTES)
        return { ok: false, why: `${path}: ${about.size} bytes, at most ${MOST_LIST_BYTES} are read` };
      const names = await readPreloadList(await file.readFile({ signal }), signal);
      if (typeof names === 'string') return { ok: false, why: signal.aborted ? CANCELLED : `${path}: ${names}` };
      return { ok: true, names, at: microsOf(about.mtimeMs) };
    } finally {
      await file.close();
    }
  } catch (error) {
    return { ok: false, why: signal.aborted ? CANCELLED : `${path}: ${messageOf(error)}` };
  }
};
/** A pipe is not waited for. */
const OPENED = constants.O_RDONLY | constants.O_NONBLOCK;

/** Which file is there now; what is written into it is another one. */
const versionOf = async (path: string): Promise<string | { readonly why: string }> => {
  try {
    const file = await open(path, OPENED);
    try {
      const { dev, ino, size, mtimeMs } = await file.stat();
      return `${dev} ${ino} ${size} ${mtimeMs}`;
    } finally {
      await file.close();
    }
  } catch (error) {
    return { why: `${path}: ${messageOf(error)}` };
  }
};
const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/, (?:open|stat|read) '.*'$/s, '').slice(0, 120);
