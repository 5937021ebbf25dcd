import { randomBytes, randomInt } from 'node:crypto';
import { MessageChannel, Worker } from 'node:worker_threads';

import { openLibc, type Libc } from '../libc/libc.ts';
import { EFD_CLOEXEC, EFD_NONBLOCK } from '../libc/linux.ts';
import { Memory } from '../libc/memory.ts';
import type { Binding, EchoEvent, Family } from '../net.ts';
import { monotonicMillis } from '../system-clock.ts';
import { findModes, type Missing } from './access.ts';
import { keepStamping } from './icmp-socket.ts';
import type { Breakable } from './lasting.ts';
import { SECRET_BYTES } from './packet.ts';
import type { Counters, FromWorker, Modes, ToWorker, WorkerStart } from './protocol.ts';
import { checkRequest, DEFAULT_SIZE, refusal, unsendable, type EchoesRequest } from './request.ts';
import { readResult, STRIDE } from './results.ts';
import { StreamQueue } from './stream-queue.ts';

/** The engine that speaks to the kernel's ICMP sockets. */
export interface KernelEngine extends Breakable {
  readonly name: 'kernel';
  counters(): Promise<Counters>;
}
export interface KernelOptions {
  /** The compiled worker.js, where this file itself does not run compiled. */
  readonly workerUrl?: URL;
}

const MOST_STREAMS = 10_000;
/** A worker that does not end by itself is ended. */
const PATIENCE_MS = 2_000;

interface Open {
  readonly queue: StreamQueue;
  readonly address: string;
  readonly over: () => void;
}

/** Starts the kernel engine; or tells why this system has none and what would help. */
export const openKernel = async (options: KernelOptions = {}): Promise<KernelEngine | Missing> => {
  const opened = await openLibc();
  if (!opened.ok) return { why: opened.why, remedy: 'npm install net-ping' };
  const modes = findModes(opened.libc);
  if ('why' in modes) return modes;
  const engine = new Kernel(opened.libc, modes, options.workerUrl ?? new URL('./worker.js', import.meta.url));
  await engine.started;
  return engine;
};

class Kernel implements KernelEngine {
  readonly name = 'kernel';
  readonly stamps = 'kernel-tx-rx';
  readonly how: string;
  readonly families: readonly Family[];
  readonly started: Promise<void>;
  readonly broken: Promise<Error>;
  readonly #libc: Libc;
  readonly #wake: number;
  readonly #one: Memory;
  readonly #port: MessageChannel['port1'];
  readonly #worker: Worker;
  readonly #read = new Int32Array(new SharedArrayBuffer(4));
  readonly #streams = new Map<number, Open>();
  #counting: { readonly resolve: (counters: Counters) => void; readonly reject: (error: Error) => void }[] = [];
  #nextStream = 1;
  #error: Error | undefined;
  #tellBroken: (error: Error) => void = () => undefined;
  #closing = false;
  /** The worker has ended; its eventfd is closed. */
  #gone = false;
  readonly #exited: Promise<void>;

  constructor(libc: Libc, modes: Modes, workerUrl: URL) {
    this.#libc = libc;
    this.broken = new Promise((resolve) => {
      this.#tellBroken = resolve;
    });
    this.families = ([4, 6] as const).filter((f) => modes[f] !== undefined);
    this.how = [...new Set(Object.values(modes))].map((m) => `${m} ICMP sockets`).join(', ');
    this.#wake = libc.eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    const stamping = keepStamping(libc);
    this.#one = new Memory(libc, 8);
    this.#one.setU64(0, 1);
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    const start: WorkerStart = {
      port: port2,
      wake: this.#wake,
      secret: randomBytes(SECRET_BYTES),
      firstId: randomInt(0x1_0000),
      modes,
      read: this.#read,
    };
    this.#worker = new Worker(workerUrl, { name: 'echo', execArgv: [], workerData: start, transferList: [port2] });
    this.#port.on('message', (message: FromWorker) => this.#hear(message));
    this.#port.unref();
    this.#worker.on('error', (error) => this.#fail(error));
    this.started = new Promise((resolve, reject) => {
      this.#worker.once('online', () => {
        this.#worker.unref();
        resolve();
      });
      this.#worker.once('error', reject);
    });
    this.#exited = new Promise((resolve) => {
      this.#worker.once('exit', (code) => {
        this.#gone = true;
        libc.close(this.#wake);
        libc.close(stamping);
        if (!this.#closing) this.#fail(new Error(`the echo worker ended by itself, with code ${code}`));
        resolve();
      });
    });
  }

  echoes(request: EchoesRequest, binding: Binding, signal: AbortSignal): AsyncIterable<EchoEvent> {
    checkRequest(request);
    const refused = refusal(request.address, this.families);
    if (refused !== undefined) return unsendable(request, refused, signal);
    if (this.#streams.size >= MOST_STREAMS) throw new RangeError(`more than ${MOST_STREAMS} echo streams at once`);
    const stream = this.#nextStream;
    this.#nextStream += 1;
    const queue = new StreamQueue({
      stopped: () => this.#stop(stream),
      paused: (on) => this.#tell({ kind: on ? 'pause' : 'resume', stream }),
    });
    const error = this.#unusable();
    if (error !== undefined) {
      queue.fail(error);
      return queue;
    }
    const abort = (): void => {
      queue.end(true);
      this.#stop(stream);
    };
    if (signal.aborted) {
      queue.end();
      return queue;
    }
    signal.addEventListener('abort', abort, { once: true });
    const over = (): void => signal.removeEventListener('abort', abort);
    this.#streams.set(stream, { queue, address: request.address, over });
    if (this.#streams.size === 1) this.#hold(true);
    const { address, cadence, timeout, size = DEFAULT_SIZE, ttl, df, count, linger = 0 } = request;
    this.#tell({
      kind: 'open',
      stream,
      address,
      binding,
      cadence,
      from: monotonicMillis(),
      timeout,
      size,
      ttl,
      df,
      count,
      linger,
    });
    return queue;
  }
  counters(): Promise<Counters> {
    const error = this.#unusable();
    if (error !== undefined) return Promise.reject(error);
    return new Promise((resolve, reject) => {
      this.#counting.push({ resolve, reject });
      this.#port.ref();
      this.#tell({ kind: 'count' });
    });
  }
  async close(): Promise<void> {
    if (!this.#closing) {
      this.#closing = true;
      for (const [stream, { queue }] of this.#streams) {
        queue.end();
        this.#forget(stream);
      }
      this.#tell({ kind: 'shut' });
      this.#worker.ref();
    }
    const impatient = setTimeout(() => void this.#worker.terminate(), PATIENCE_MS);
    await this.#exited;
    clearTimeout(impatient);
    this.#port.close();
  }

  /** Posts, then wakes the worker from its sleep in ppoll. */
  #tell(message: ToWorker): void {
    if (this.#error !== undefined || this.#gone) return;
    this.#port.postMessage(message, []);
    this.#libc.write(this.#wake, this.#one.address(), 8);
  }
  #hear(message: FromWorker): void {
    if (message.kind === 'counters') {
      this.#counting.shift()?.resolve(message.counters);
      if (this.#streams.size === 0) this.#port.unref();
      return;
    }
    const { records, extras } = message;
    const count = records.length / STRIDE;
    Atomics.add(this.#read, 0, count);
    for (let i = 0; i < count; i += 1) {
      const stream = records[i * STRIDE] ?? 0;
      const open = this.#streams.get(stream);
      if (open === undefined) continue; // stopped meanwhile
      const event = readResult(records, extras, i, open.address);
      if (event === 'end') {
        open.queue.end();
        this.#forget(stream);
      } else open.queue.push(event);
    }
  }
  #stop(stream: number): void {
    if (!this.#streams.has(stream)) return;
    this.#forget(stream);
    this.#tell({ kind: 'close', stream });
  }
  #forget(stream: number): void {
    this.#streams.get(stream)?.over();
    this.#streams.delete(stream);
    if (this.#streams.size === 0) this.#hold(false);
  }
  /** An engine at work keeps the process alive, an idle one does not. */
  #hold(on: boolean): void {
    if (on) this.#port.ref();
    else this.#port.unref();
  }
  #unusable(): Error | undefined {
    return this.#error ?? (this.#closing ? new Error('the echo engine is closed') : undefined);
  }
  #fail(error: Error): void {
    this.#error ??= error;
    for (const { reject } of this.#counting.splice(0)) reject(this.#error);
    for (const [stream, { queue }] of this.#streams) {
      queue.fail(this.#error);
      this.#forget(stream);
    }
    this.#tellBroken(this.#error);
  }
}
