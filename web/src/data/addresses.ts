import type { AddressHistory, Addresses } from '../../../src/api/addresses/schema.ts';
import { api } from './api.ts';
import { useAsked } from './lines.ts';

const SECOND = 1_000;
const DAY = 86_400_000_000;

export const useAddresses = () => useAsked<Addresses>('addresses', 30 * SECOND, (_, signal) => api.addresses(signal));
/** The last three months. */
export const useAddressHistory = () =>
  useAsked<AddressHistory>('address-history', 600 * SECOND, (now, signal) =>
    api.addressHistory({ from: now - 90 * DAY, to: now }, signal),
  );
