import type { AddressesGlance } from '../../../src/api/schema.ts';
import { countryName } from './countries.ts';

/** For the wall: where most say that the live line is, and whether that is where one is. */
export const glanceWords = ({
  here,
  places,
}: AddressesGlance): { readonly text: string; readonly wrong: boolean } | undefined => {
  const first = places.find((p) => p.live) ?? places[0];
  if (first === undefined) return undefined;
  const { country, says, of, isHere } = first;
  const wrong = isHere === false && here !== undefined;
  return {
    text: `Seen in ${countryName(country)}${wrong ? `, not ${countryName(here)}` : ` (${says} of ${of})`}`,
    wrong,
  };
};
