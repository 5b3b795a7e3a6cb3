// Runs in a worker thread: takes tasks, answers with results. Holds nothing between tasks.

import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from '../../../shared/errors.ts';
import { hashDocuments } from '../mongo/content-hash.ts';
import { checkFile } from './check-file.ts';
import { packChunk } from './pack-chunk.ts';
import type { Digest, FromWorker, Task, TaskResult, ToWorker } from './tasks.ts';

const port = parentPort!;

// On Linux a priority is the thread's own; elsewhere it is the whole console's, which must not wait.
if ((workerData as { isGentle: boolean }).isGentle && process.platform === 'linux')
  setPriority(constants.priority.PRIORITY_LOW);

port.on('message', ({ id, task }: ToWorker) => {
  const answer = (message: FromWorker, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);
  run(task, (progressBytes) => answer({ id, progressBytes })).then(
    (result) => answer({ id, result }, 'slab' in result ? [result.slab.buffer] : []),
    (error: unknown) => {
      const known =
        error instanceof AppError ? error : new AppError('internal', `A worker of the backup failed: ${String(error)}`);
      answer({ id, error: known.toData() });
    },
  );
});

async function run(task: Task, onBytes: (bytes: number) => void): Promise<TaskResult> {
  switch (task.kind) {
    case 'digest':
      return digest(task);
    case 'pack':
      return packChunk(task);
    case 'check':
      return checkFile(task, onBytes);
  }
}

function digest({ slab, bytes }: Extract<Task, { kind: 'digest' }>): Digest {
  return { slab, lanes: hashDocuments(Buffer.from(slab.buffer, slab.byteOffset, bytes), 0, bytes) };
}
