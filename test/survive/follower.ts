import { request, type ClientRequest } from 'node:http';

import type { Live } from '../../src/api/schema.ts';
import type { Event, Gap } from '../../src/domain/entry.ts';
import type { Sample } from '../../src/domain/sample.ts';
import type { Millis } from '../../src/domain/time.ts';
import type { Service } from './service.ts';
import { until } from './until.ts';

/** What a reader of the live stream was told. It is told only of what is durable: this is what is acknowledged. */
export interface Told {
  readonly target: string;
  readonly probe: string;
  readonly field: string;
  readonly sample: Sample;
}
export interface Follower {
  readonly samples: readonly Told[];
  readonly events: readonly Event[];
  readonly gaps: readonly Gap[];
  readonly states: ReadonlyMap<string, string>;
  /** Resolves with the first sample told from now on that is wanted. */
  readonly next: (wanted: (told: Told) => boolean, within?: Millis, what?: string) => Promise<Told>;
  readonly close: () => void;
}

export const isReply = ({ sample }: Told): boolean => 'value' in sample && !('note' in sample);
export const isLoss = ({ sample }: Told): boolean => 'lost' in sample;
/** One sample of one series, by all that there is of it. */
export const keyOf = ({ target, probe, field, sample }: Told): string =>
  JSON.stringify([target, probe, field, sample.at, sample]);

/** Follows `/api/live` until closed or cut; a cut is no error. Resolves once it has begun. */
export const follow = async (service: Pick<Service, 'url'>): Promise<Follower> => {
  const samples: Told[] = [];
  const events: Event[] = [];
  const gaps: Gap[] = [];
  const states = new Map<string, string>();
  let begun = false;
  let rest = '';
  const hear = (live: Live): void => {
    if (live.kind === 'hello') begun = true;
    else if (live.kind === 'samples') {
      const { target, probe, field } = live;
      for (const sample of live.samples) samples.push({ target, probe, field, sample: sample as Sample });
    } else if (live.kind === 'event') events.push(live as Event);
    else if (live.kind === 'gap') gaps.push(live as Gap);
    else if (live.kind === 'state') states.set(live.target, live.state.word);
  };
  const url = await service.url();
  const asked: ClientRequest = request(`${url}/api/live`, { agent: false }, (answer) => {
    answer.setEncoding('utf8').on('data', (text: string) => {
      const frames = (rest + text).split('\n\n');
      rest = frames.pop() ?? '';
      for (const frame of frames) {
        const data = frame.split('\n').find((line) => line.startsWith('data: '));
        if (data !== undefined) hear(JSON.parse(data.slice(6)) as Live);
      }
    });
    answer.on('error', () => undefined);
  });
  asked.on('error', () => undefined);
  asked.end();
  await until('the live stream begins', () => begun);
  return {
    samples,
    events,
    gaps,
    states,
    next: (wanted, within = 30_000, what = 'a sample that is wanted is told') => {
      let seen = samples.length;
      return until(
        what,
        () => {
          for (; seen < samples.length; seen += 1) {
            const told = samples[seen];
            if (told !== undefined && wanted(told)) return told;
          }
          return undefined;
        },
        within,
      );
    },
    close: () => asked.destroy(),
  };
};
