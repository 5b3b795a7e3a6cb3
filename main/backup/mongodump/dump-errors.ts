// What is damaged in a dump is told with its file, and with what can be done about a dump.

import { AppError } from '../../../shared/errors.ts';

export async function inDumpFile<Result>(path: string, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'damaged') throw error;
    const { offset } = error.details ?? {};
    throw new AppError('damaged', `${path}: ${error.message}`, {
      hint: 'Nothing of it was taken over. Dump again, or bring another copy of the dump.',
      details: { file: path, ...(offset === undefined ? {} : { offset }) },
      cause: error,
    });
  }
}
