import { saysWho } from '../../wire/http/edge-headers.ts';
import type { SiteSeen } from '../site/seen.ts';
import { placedIn } from './lint/placed.ts';
import type { HeadersReport } from './report.ts';

const MOST_VALUE = 300;
const MOST_LINES = 40;

/** What says which server, cache or function answered, and which version of it: place by place, as it was said. */
export const edgeOf = (seen: SiteSeen): HeadersReport['edge'] =>
  placedIn(seen).flatMap(({ place, headers }) =>
    headers
      .filter(([name]) => saysWho(name.toLowerCase()))
      .slice(0, MOST_LINES)
      .map(([name, value]) => {
        const header = name.toLowerCase();
        return { place, header, value: whereOf(header, value.trim()).slice(0, MOST_VALUE) };
      }),
  );
/** Ids of requests end with the place that took them, which is what matters: `8f2c1e0b5d3a-FRA`. */
const whereOf = (header: string, value: string): string =>
  header === 'cf-ray' ? (/-([A-Z]{3})$/.exec(value)?.[1] ?? value) : value;
