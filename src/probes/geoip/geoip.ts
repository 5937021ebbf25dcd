import { canonicalAddress, familyOf, isPublic, unmapped } from '../../domain/address.ts';
import { HOUSE } from '../../domain/line.ts';
import type { Fields, Values } from '../../domain/outcome.ts';
import type { Place } from '../../domain/place.ts';
import type { Subject } from '../../domain/subject.ts';
import { DAY, MINUTE } from '../../domain/time.ts';
import type { NetFailure } from '../../net/net.ts';
import { ownAddresses, type OwnAddresses } from '../egress/own-addresses.ts';
import { networkFailed, notResolved } from '../failed.ts';
import type { Aim, Context, Once } from '../probe.ts';
import { askRegistry, type Registration } from '../registry/rdap.ts';
import type { Registered } from '../registry/registered.ts';
import { askAll, askOwnersFeeds } from './ask.ts';
import { correctionsOf } from './corrections.ts';
import { findingsOf } from './findings.ts';
import { voicesOf, voteOf } from './judge.ts';
import { options, type Options } from './options.ts';
import { geoReport, type GeoAnswer, type GeoReport, type PlacedAddress } from './report.ts';
import type { Asked } from './source.ts';
import { fetchingBy } from './web.ts';

const FAMILIES = [4, 6] as const;
const VALUES: Fields = Object.fromEntries(
  FAMILIES.map((family) => [
    `agree${family}`,
    { label: `Databases that agree on the country (IPv${family})`, unit: 'ratio', better: 'higher' },
  ]),
);

interface Whom {
  readonly ok: true;
  /** Those by which the line is seen; else somebody's who was named. */
  readonly areOwn: boolean;
  readonly asked: readonly Asked[];
  readonly missing: OwnAddresses['missing'];
}
/** A line and the house are asked about by names of their own; whatever else is named is a place of its own. */
const isOfLine = ({ target, via }: Subject): boolean => target === HOUSE || (via !== undefined && target === via);

/** Whose addresses are to be placed: one's own, or those of the place that is named, one of each family. */
const whom = async (aim: Aim, { stun, http }: Options, ctx: Context): Promise<Whom | NetFailure> => {
  if (isOfLine(aim.subject)) {
    const { known, missing, failure } = await ownAddresses({ stun, http }, ctx);
    if (known.length === 0 && failure !== undefined) return failure;
    return { ok: true, areOwn: true, asked: known.map(({ family, address }) => ({ family, address })), missing };
  }
  const numeric = canonicalAddress(aim.address);
  const found = numeric === undefined ? await ctx.net.resolve(aim.address, undefined, ctx.signal) : undefined;
  if (found?.ok === false) return found;
  const addresses = (found?.addresses ?? [numeric ?? '']).map(unmapped);
  const asked = FAMILIES.flatMap((family): readonly Asked[] => {
    const address = addresses.find((a) => familyOf(a) === family);
    return address === undefined ? [] : [{ family, address }];
  });
  return { ok: true, areOwn: false, asked, missing: [] };
};

/** Whom each was given to, as a registry says. */
const registrations = (
  asked: readonly Asked[],
  { registry }: Options,
  ctx: Context,
): Promise<readonly Registration[]> =>
  Promise.all(
    asked.map(({ address }): Promise<Registration> =>
      registry === false
        ? Promise.resolve({ ok: false, why: 'no registry is asked' })
        : askRegistry(address, registry, ctx),
    ),
  );
const registeredOf = (told: Registration | undefined): Registered | undefined =>
  told?.ok === true ? told.registered : undefined;

const placed = (
  { family, address }: Asked,
  answers: readonly GeoAnswer[],
  told: Registration | undefined,
  here: Place | undefined,
): PlacedAddress => {
  const registered = registeredOf(told);
  const vote = voteOf(voicesOf(answers));
  const place = here ?? vote;
  const corrections = place === undefined ? [] : correctionsOf(address, placeOf(place), answers, registered);
  return {
    family,
    address,
    answers: [...answers],
    ...(registered === undefined ? {} : { registered }),
    ...(told?.ok === false ? { unregistered: told.why } : {}),
    ...(vote === undefined ? {} : { vote }),
    ...(corrections.length === 0 ? {} : { corrections: [...corrections] }),
  };
};
/** Without what is not known; of a vote the country alone. */
const placeOf = ({ country, region, city }: NonNullable<GeoReport['here']>): Place => ({
  country,
  ...(region === undefined ? {} : { region }),
  ...(city === undefined ? {} : { city }),
});

/** No source could be read, and no registry answered: a database that was read and does not have it says something. */
const isUntold = ({ address, answers, registered }: PlacedAddress): boolean =>
  isPublic(address) &&
  registered === undefined &&
  answers.every((a) => a.country === undefined && a.builtAt === undefined);
const silences = ({ answers, unregistered }: PlacedAddress): readonly string[] => [
  ...answers.flatMap(({ source, why }) => (why === undefined ? [] : [`${source}: ${why}`])),
  ...(unregistered === undefined ? [] : [unregistered]),
];

const valuesOf = (addresses: readonly PlacedAddress[]): Values =>
  Object.fromEntries(
    addresses.flatMap(({ family, answers }) => {
      const voices = voicesOf(answers);
      const most = Math.max(0, ...voices.map((v) => voices.filter((w) => w.country === v.country).length));
      return voices.length === 0 ? [] : [[`agree${family}`, most / voices.length] as const];
    }),
  );

/**
 * Where databases place the addresses of a line, or of any place that is named: those that the owner has, services that he names, and two
 * that need no account, the registry (whom it was given to) and Cloudflare's page that tells who asks. What is silent says why in the report.
 */
export const geoip: Once<Options, GeoReport> = {
  name: 'geoip',
  title: 'Places of addresses',
  purpose: 'where databases place the address of the line',
  ofLines: true,
  usualTarget: HOUSE,
  ownersOptions: ['stun', 'http', 'anchors', 'sources', 'trace', 'registry', 'here'],
  options,
  values: VALUES,
  report: geoReport,
  every: DAY,
  longest: 3 * MINUTE,

  async run(aim, asking, ctx) {
    const found = await whom(aim, asking, ctx);
    const isOwn = isOfLine(aim.subject);
    if (!found.ok) return found.reason === 'no-address' && !isOwn ? notResolved(aim, found) : networkFailed(found);
    const { asked, areOwn, missing } = found;
    for (const { family, address } of asked) ctx.progress?.(`IPv${family}: ${address}`);
    const fetching = fetchingBy(asking.metered, ctx);
    const [said, told] = await Promise.all([
      askAll(asking, areOwn, asked, fetching, ctx),
      registrations(asked, asking, ctx),
    ]);
    const owners = await askOwnersFeeds(told.map(registeredOf), asking.sources, asked, fetching, ctx);
    if (ctx.signal.aborted) return networkFailed({ ok: false, reason: 'cancelled', detail: 'cancelled' });
    const { here } = asking;
    const place = here === undefined ? undefined : placeOf(here);
    const addresses = asked.map((one, i) => placed(one, [...(said[i] ?? []), ...(owners[i] ?? [])], told[i], place));
    if (!areOwn && addresses.every(isUntold))
      return networkFailed({
        ok: false,
        reason: 'failed',
        detail: [...new Set(addresses.flatMap(silences))].join('; '),
      });
    return {
      status: 'measured',
      values: valuesOf(addresses),
      findings: findingsOf(addresses, place, ctx.clock.now()),
      report: { ...(place === undefined ? {} : { here: place }), addresses, missing: [...missing] },
    };
  },
};
