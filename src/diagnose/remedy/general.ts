import { CODES, type Code } from '../../domain/codes.ts';
import type { Evidence } from '../../domain/finding.ts';

/** What to do where a target cannot be reached, by how that shows. */
const UNREACHABLE: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'no-route': CODES['no-route'].remedy,
    refused: 'See whether the service runs, and on which port; a filter that rejects looks the same.',
    'port-silent': 'Look for a filter that drops this port: on the target, on its router, on the way out from here.',
    silent: 'See whether the target is up, by another line or another target behind the same one.',
  }),
);

/** What to do in words, for any platform: as near as the evidence allows. */
export const generalRemedy = (code: Code, { how, settle }: Evidence): string => {
  if (code === 'inconclusive' && typeof settle === 'string') return sentence(settle);
  const unreachable = code === 'host-unreachable' && typeof how === 'string' ? UNREACHABLE.get(how) : undefined;
  return unreachable ?? CODES[code].remedy;
};

const sentence = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
