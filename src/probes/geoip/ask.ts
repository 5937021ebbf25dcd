import { isPublic } from '../../domain/address.ts';
import { MINUTE, type Millis } from '../../domain/time.ts';
import { childSignal } from '../../net/child-signal.ts';
import type { Registered } from '../registry/registered.ts';
import type { Context } from '../probe.ts';
import { delegatedSource } from './delegated.ts';
import { geofeedSource } from './geofeed.ts';
import { httpSource } from './http.ts';
import { mmdbSource } from './mmdb.ts';
import type { GeoSource, Options } from './options.ts';
import type { GeoAnswer } from './report.ts';
import { isWeb, type Asked, type Asking, type AskSource, type Said } from './source.ts';
import { traceName, traceSource } from './trace.ts';

/** One source under its name. */
interface Named {
  readonly name: string;
  readonly kind: GeoAnswer['kind'];
  readonly ask: AskSource;
  /** It is not on this machine. */
  readonly far: boolean;
}
const OWNERS_FEED = 'geofeed of its owner';
/** The longest that one source that is not on this machine may take, for all the addresses. */
const MOST_TIME: Millis = MINUTE;

const named = (source: GeoSource): Named => {
  const { name, kind } = source;
  if (kind === 'mmdb') return { name, kind, far: false, ask: mmdbSource(source.file) };
  if (kind === 'http') return { name, kind, far: true, ask: httpSource(source) };
  const { from } = source;
  return { name, kind, far: isWeb(from), ask: kind === 'geofeed' ? geofeedSource(from) : delegatedSource(from) };
};
/** Those of the config, and where these are one's own addresses the page that tells who asks where he is. */
const namedOf = ({ sources, trace }: Pick<Options, 'sources' | 'trace'>, areOwn: boolean): readonly Named[] => [
  ...sources.map(named),
  ...(areOwn && trace !== false
    ? [{ name: traceName(trace), kind: 'trace', far: true, ask: traceSource(trace) } as const]
    : []),
];

type Ctx = Pick<Context, 'clock' | 'signal' | 'progress'>;
/** What a source may use, until the signal is aborted. */
export type Fetching = (signal: AbortSignal) => Asking;

/** One source. Whoever is far away has so long; files are bounded in bytes, and a check in time. */
const within = async (
  { name, kind, far, ask }: Named,
  asked: readonly Asked[],
  fetching: Fetching,
  { clock, signal, progress }: Ctx,
): Promise<readonly GeoAnswer[]> => {
  progress?.(name);
  const under = (said: readonly Said[]): readonly GeoAnswer[] => said.map((each) => ({ source: name, kind, ...each }));
  if (!far) return under(await ask(asked, fetching(signal)));
  const over = childSignal(signal);
  const late = clock.sleep(MOST_TIME, over.signal).then((): readonly Said[] => {
    over.end();
    const says = kind === 'delegated' ? 'registration' : 'location';
    return asked.map(() => ({ says, why: `no answer within ${MOST_TIME / 1_000} s` }));
  });
  try {
    return under(await Promise.race([ask(asked, fetching(over.signal)), late]));
  } finally {
    over.end();
  }
};

/** All that the sources say, a list for each address. Databases one after the other, so that one at a time is in memory. */
export const askAll = async (
  options: Pick<Options, 'sources' | 'trace'>,
  areOwn: boolean,
  asked: readonly Asked[],
  fetching: Fetching,
  ctx: Ctx,
): Promise<readonly (readonly GeoAnswer[])[]> => {
  const sources = namedOf(options, areOwn);
  const inTurn = async (near: readonly Named[]): Promise<readonly (readonly [Named, readonly GeoAnswer[]])[]> => {
    const answers: (readonly [Named, readonly GeoAnswer[]])[] = [];
    for (const source of near) answers.push([source, await within(source, asked, fetching, ctx)]);
    return answers;
  };
  const answers = new Map(
    (
      await Promise.all([
        inTurn(sources.filter((s) => !s.far)),
        ...sources.filter((s) => s.far).map((source) => inTurn([source])),
      ])
    ).flat(),
  );
  return asked.map((_, i) => sources.flatMap((source) => answers.get(source)?.[i] ?? []));
};

/** What the owners of the networks say themselves, where a registry names their feed and the config does not. */
export const askOwnersFeeds = async (
  registered: readonly (Registered | undefined)[],
  configured: readonly GeoSource[],
  asked: readonly Asked[],
  fetching: Fetching,
  ctx: Ctx,
): Promise<readonly (readonly GeoAnswer[])[]> => {
  const known = new Set(configured.flatMap((s) => (s.kind === 'geofeed' ? [s.from] : [])));
  return Promise.all(
    asked.map(async (one, i): Promise<readonly GeoAnswer[]> => {
      const from = registered[i]?.geofeed;
      if (from === undefined || !isWeb(from) || known.has(from)) return [];
      // Nobody may lead from a public place into this network (docs/design.md, "Who may be probed").
      const ask = geofeedSource(from, isPublic(one.address));
      return within({ name: OWNERS_FEED, kind: 'geofeed', far: true, ask }, [one], fetching, ctx);
    }),
  );
};
