import type { Evidence } from '../../domain/finding.ts';
import type { Addresses, AddressPlace } from './schema.ts';

const text = (value: Evidence[string] | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** Whom to write to for a correction, by address and source, with the text, as the findings have it. */
export const correctionsOf = (places: readonly AddressPlace[]): Addresses['corrections'] => {
  const all = new Map<string, Addresses['corrections'][number]>();
  for (const { findings } of places) {
    for (const { evidence } of findings) {
      const told = text(evidence['correction']);
      if (told === undefined) continue;
      const address = text(evidence['address']) ?? '';
      const source = text(evidence['source']) ?? '';
      const to = text(evidence['writeTo']);
      all.set(JSON.stringify([address, source]), { address, source, text: told, ...(to === undefined ? {} : { to }) });
    }
  }
  return [...all.values()];
};
