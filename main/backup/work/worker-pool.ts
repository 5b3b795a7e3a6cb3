// A few worker threads for one backup, verification or restore; they end with it. A task waits until a worker is free.

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { AppError } from '../../../shared/errors.ts';
import { Slabs } from './slabs.ts';
import type { FromWorker, Task, TaskResults, ToWorker } from './tasks.ts';

const MOST_WORKERS = 4;
/** Workers make little but buffers, whose memory comes back sooner where the nursery is small. */
const SMALL_NURSERY = { maxYoungGenerationSizeMb: 8 };

interface Job {
  readonly message: ToWorker;
  readonly transfer: ArrayBuffer[];
  readonly onBytes: ((bytes: number) => void) | undefined;
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
}

/** Beside this file: a source from a clone, a script where electron/build.ts bundled both for a package. */
const WORKER = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);

export class WorkerPool {
  readonly size: number;
  readonly slabs = new Slabs();
  readonly #isGentle: boolean;
  readonly #idle: Worker[] = [];
  readonly #all: Worker[] = [];
  readonly #busy = new Map<Worker, Job>();
  readonly #queue: Job[] = [];
  #nextId = 0;

  /** `isGentle`: one worker, behind everything else the processor has to do. */
  constructor({ isGentle = false }: { readonly isGentle?: boolean } = {}) {
    this.#isGentle = isGentle;
    this.size = isGentle ? 1 : Math.min(availableParallelism(), MOST_WORKERS);
  }

  run<Kind extends Task['kind']>(
    task: Extract<Task, { kind: Kind }>,
    options: { readonly onBytes?: (bytes: number) => void } = {},
  ): Promise<TaskResults[Kind]> {
    return new Promise((resolve, reject) => {
      const message = { id: (this.#nextId += 1), task };
      const transfer = 'slab' in task ? [task.slab.buffer] : [];
      this.#queue.push({ message, transfer, onBytes: options.onBytes, resolve, reject });
      this.#feed();
    });
  }

  /** Ends the threads at once; what they were doing is rejected. */
  async close(): Promise<void> {
    const ended = new AppError('cancelled', 'The backup’s workers were stopped.');
    for (const job of [...this.#busy.values(), ...this.#queue.splice(0)]) job.reject(ended);
    this.#busy.clear();
    await Promise.all(this.#all.splice(0).map((worker) => worker.terminate()));
    this.slabs.free();
  }

  #feed(): void {
    while (this.#queue.length > 0) {
      const worker = this.#idle.pop() ?? this.#start();
      if (!worker) return;
      const job = this.#queue.shift()!;
      this.#busy.set(worker, job);
      worker.postMessage(job.message, job.transfer);
    }
  }

  #start(): Worker | undefined {
    if (this.#all.length >= this.size) return undefined;
    const worker = new Worker(WORKER, { resourceLimits: SMALL_NURSERY, workerData: { isGentle: this.#isGentle } });
    this.#all.push(worker);
    worker.on('message', (message: FromWorker) => this.#onMessage(worker, message));
    worker.on('error', (error) => {
      this.#all.splice(this.#all.indexOf(worker), 1);
      this.#busy
        .get(worker)
        ?.reject(new AppError('internal', 'A worker of the backup ended unexpectedly.', { cause: error }));
      this.#busy.delete(worker);
      this.#feed();
    });
    return worker;
  }

  #onMessage(worker: Worker, message: FromWorker): void {
    const job = this.#busy.get(worker);
    if (!job) return;
    if ('progressBytes' in message) return job.onBytes?.(message.progressBytes);
    this.#busy.delete(worker);
    this.#idle.push(worker);
    if ('error' in message) job.reject(AppError.from(message.error));
    else job.resolve(message.result as never);
    this.#feed();
  }
}
