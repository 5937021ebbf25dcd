import { receiveMessageOnPort, workerData } from 'node:worker_threads';

import { openLibc } from '../libc/libc.ts';
import { EchoLoop } from './echo-loop.ts';
import type { FromWorker, ToWorker, WorkerStart } from './protocol.ts';

// The thread of the kernel engine: see EchoLoop. kernel.ts starts it.
const { port, ...start }: WorkerStart = workerData;
const opened = await openLibc();
if (!opened.ok) throw new Error(`the echo worker has no libc: ${opened.why}`);
new EchoLoop(opened.libc, start, {
  receive: () => {
    const received: { message: ToWorker } | undefined = receiveMessageOnPort(port);
    return received?.message;
  },
  post: (message: FromWorker) =>
    port.postMessage(message, message.kind === 'results' ? [message.records.buffer as ArrayBuffer] : []),
}).run();
port.close();
