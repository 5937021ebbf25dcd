import { openDuckDb } from '../../../src/store/duckdb/open.ts';
import { storeContract } from '../../contracts/store.ts';
import { HandClock } from '../../support/clock.ts';
import { stateFolders } from '../../support/state-folder.ts';

const newFolder = stateFolders();

storeContract(async () => {
  const store = await openDuckDb({ folder: newFolder(), clock: new HandClock(), gather: 0 });
  if (!store.ok) throw new Error(store.message);
  return store;
});
