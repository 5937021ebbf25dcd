import type { Journal, Query } from '../../src/store/journal.ts';
import { journalContract } from './store-journal.ts';
import { queryContract } from './store-query.ts';

export interface StoreUnderTest {
  readonly journal: Journal;
  readonly query: Query;
  close(): Promise<void>;
}

/** What any journal with its query must do. `make` gives a new, empty store each time, which commits without delay. */
export const storeContract = (make: () => Promise<StoreUnderTest>): void => {
  journalContract(make);
  queryContract(async () => {
    const store = await make();
    return {
      query: store.query,
      write: async (entries) => {
        await store.journal.append(entries);
      },
      close: () => store.close(),
    };
  });
};
