import { storeContract } from '../contracts/store.ts';
import { memoryStore } from './memory-store.ts';

storeContract(() => {
  const { journal, query } = memoryStore();
  return Promise.resolve({ journal, query, close: () => journal.close() });
});
