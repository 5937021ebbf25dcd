// @ts-check
// node --import end-thread.mjs …: at SIGUSR2 the newest thread of this process ends, as if it had had a bug.
import { syncBuiltinESMExports } from 'node:module';
import process from 'node:process';
import threads from 'node:worker_threads';

if (threads.isMainThread) {
  const { Worker } = threads;
  /** @type {InstanceType<typeof Worker> | undefined} */
  let newest;
  threads.Worker = class extends Worker {
    /** @param {ConstructorParameters<typeof Worker>} args */
    constructor(...args) {
      super(...args);
      newest = this;
    }
  };
  syncBuiltinESMExports();
  process.on('SIGUSR2', () => void newest?.terminate());
}
