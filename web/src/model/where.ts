import type { AddressesGlance } from '../../../src/api/schema.ts';
import { countryName } from './countries.ts';
import type { Fact } from './wall-facts.ts';

/** For the wall: where most say that the live line is, and whether that is where one is. */
export const glanceWords = ({ here, places }: AddressesGlance): Fact | undefined => {
  const first = places.find((p) => p.live) ?? places[0];
  if (first === undefined) return undefined;
  const { country, says, of, isHere, at, every } = first;
  const wrong = isHere === false && here !== undefined;
  return {
    name: 'where',
    text: `Seen in ${countryName(country)}${wrong ? `, not ${countryName(here)}` : ` (${says} of ${of})`}`,
    look: wrong ? 'degraded' : 'up',
    at,
    every,
  };
};
