// Runs in a worker thread: takes tasks, answers with results. Holds nothing between tasks.

import { parentPort } from 'node:worker_threads';
import { AppError } from '../../../shared/errors.ts';
import { checkFile } from './check-file.ts';
import { digest } from './digest.ts';
import type { CheckedFile, Digest, FromWorker, Task, ToWorker } from './tasks.ts';

const port = parentPort!;

port.on('message', ({ id, task }: ToWorker) => {
  const answer = (message: FromWorker, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);
  run(task, (progressBytes) => answer({ id, progressBytes })).then(
    (result) =>
      answer({ id, result }, 'packed' in result && result.packed ? [result.packed.buffer as ArrayBuffer] : []),
    (error: unknown) => {
      const known =
        error instanceof AppError ? error : new AppError('internal', `A worker of the backup failed: ${String(error)}`);
      answer({ id, error: known.toData() });
    },
  );
});

async function run(task: Task, onBytes: (bytes: number) => void): Promise<Digest | CheckedFile> {
  return task.kind === 'digest' ? digest(task.array, task.gzipLevel) : checkFile(task, onBytes);
}
