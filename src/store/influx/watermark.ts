import type { Clock } from '../../domain/clock.ts';
import { microsOf, MINUTE, SECOND, type EpochMicros, type Millis } from '../../domain/time.ts';
import { markLine } from './lines.ts';
import type { MarkRead } from './mark.ts';
import type { Place } from './place.ts';
import type { InfluxServer } from './server.ts';

/** Between two marks. */
const EVERY: Millis = 30 * SECOND;
/** Where they can not be read. */
const LOOK_AGAIN: Millis = 10 * MINUTE;

/** A clock elsewhere may be behind by so much. */
const OTHERS_BEHIND: Millis = 10 * MINUTE;

export interface WatermarkDeps {
  readonly clock: Clock;
  readonly server: Pick<InfluxServer, 'write' | 'highestMark' | 'lastOther'>;
  readonly vantage: string;
  readonly newIdentity: () => string;
  readonly notice: (what: string) => void;
  /** The place is durable when this resolves. */
  readonly keep: (place: Place) => Promise<void>;
}

/**
 * The marks by which it is noticed that InfluxDB has lost what was written, restored from a backup or begun anew: the
 * last one is looked for before the next is written, since a new one would hide that it is gone.
 */
export const watermarks = ({ clock, server, vantage, newIdentity, notice, keep }: WatermarkDeps) => {
  let due: Millis = clock.elapsed();
  let othersAt: EpochMicros | undefined;
  let isShared = false;
  let blind: { readonly why: string; readonly until: Millis } | undefined;

  /** The last mark, or the highest of all where that is gone. */
  const look = async ({ journal, marked }: Place, signal: AbortSignal): Promise<MarkRead> => {
    const since = marked?.at ?? 0;
    const last = await server.highestMark({ journal, since }, signal);
    if (!last.ok || last.cursor !== undefined || since === 0) return last;
    const any = await server.highestMark({ journal }, signal);
    // 3 refuses what would read too much: then it is none that helps.
    return any.ok || !any.refused ? any : { ok: true };
  };
  const goBack = (place: Place, found: number | undefined): Place => {
    const to = found === undefined ? 'the beginning' : `entry ${found}`;
    notice(`InfluxDB lost what was written (a database restored or begun anew?); it is written again from ${to}`);
    due = clock.elapsed(); // a mark as soon as something is there again
    const { marked: _, telegraf: __, rollups: ___, ...rest } = place;
    return found === undefined ? { ...rest, cursor: 0 } : { ...rest, cursor: found, marked: { cursor: found, at: 0 } };
  };
  /** Where to go on from; undefined where that can not be told at the moment. */
  const checked = async (place: Place, signal: AbortSignal): Promise<Place | undefined> => {
    const { marked } = place;
    if (marked === undefined || (blind !== undefined && clock.elapsed() < blind.until)) return place;
    const found = await look(place, signal);
    if (!found.ok) {
      if (!found.refused) return undefined;
      if (blind === undefined)
        notice(
          `what was written to InfluxDB can not be read back (${found.reason}): one restored from a backup is not noticed`,
        );
      blind = { why: found.reason, until: clock.elapsed() + LOOK_AGAIN };
      return place;
    }
    blind = undefined;
    if (found.cursor === undefined || found.cursor < marked.cursor) return goBack(place, found.cursor);
    if (found.cursor <= place.cursor) return place;
    // It is this journal that came from a backup: from here on it is another.
    const { marked: _, ...rest } = place;
    return { ...rest, journal: newIdentity() };
  };

  /** Marks of another journal that go on are of another plumbline: what both measure is one series there. */
  const lookAround = async ({ journal }: Place, signal: AbortSignal): Promise<void> => {
    if (isShared) return;
    const since = Math.max(0, clock.now() - microsOf(OTHERS_BEHIND));
    const found = await server.lastOther({ vantage, journal, since }, signal);
    if (!found.ok || found.at === undefined) return;
    isShared = othersAt !== undefined && found.at > othersAt;
    othersAt = found.at;
    if (isShared)
      notice(
        `another plumbline writes to this InfluxDB as "${vantage}", too: what both measure is mixed up there; give one of them another \`vantage\``,
      );
  };

  return {
    /** Looks at the marks as soon as something is written again. */
    doubt: (): void => {
      due = clock.elapsed();
    },
    blind: (): string | undefined => blind?.why,
    /** After something was written: the place to go on from, which is before `place` where InfluxDB lost some. */
    tend: async (place: Place, signal: AbortSignal): Promise<Place> => {
      if (clock.elapsed() < due) return place;
      due = clock.elapsed() + EVERY;
      const from = await checked(place, signal);
      if (from === undefined || from.cursor < place.cursor) return from ?? place;
      await lookAround(from, signal);
      const at = clock.now();
      const { journal, cursor } = from;
      // A second early, so that it is found whatever a server makes of the last digits.
      const marked: Place = { ...from, marked: { cursor, at: Math.max(0, at - microsOf(SECOND)) } };
      // Kept before it is there: where it then is not, for a crash, some is written again, and nothing overlooked.
      await keep(marked);
      const write = await server.write([markLine(at, { vantage, journal, cursor })], signal);
      return write.did === 'written' ? marked : from;
    },
  };
};
