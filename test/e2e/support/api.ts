import type { EventList, GapList, Overview, Raw, View } from '../../../src/api/schema.ts';
import type { EpochMicros } from '../../../src/domain/time.ts';

/** Reading the api of a service under test. */
export interface ApiReader {
  overview(): Promise<Overview>;
  events(): Promise<EventList>;
  gaps(): Promise<GapList>;
  raw(target: string, from: EpochMicros, to: EpochMicros): Promise<Raw>;
  view(target: string, from: EpochMicros, to: EpochMicros): Promise<View>;
}

/** The api takes times as text; ISO 8601 keeps the milliseconds. */
export const isoOf = (at: EpochMicros): string => new Date(at / 1_000).toISOString();

export const readApi = (url: string): ApiReader => {
  const get = async <T>(path: string): Promise<T> => {
    const answer = await fetch(url + path);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const range = (from: EpochMicros, to: EpochMicros): string => `from=${isoOf(from)}&to=${isoOf(to)}`;
  return {
    overview: () => get('/api/overview'),
    events: () => get('/api/events?from=-1h'),
    gaps: () => get('/api/gaps?from=-1h'),
    raw: (target, from, to) => get(`/api/targets/${target}/raw?limit=100000&${range(from, to)}`),
    view: (target, from, to) => get(`/api/targets/${target}/view?${range(from, to)}`),
  };
};
