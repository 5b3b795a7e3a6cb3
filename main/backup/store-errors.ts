// What can go wrong with files of a store, as sentences with a way out.

import { AppError } from '../../shared/errors.ts';

/** Maps an error of the file system; errors that are already mapped pass through. */
export function storeError(error: unknown, doing: string): AppError {
  if (error instanceof AppError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new AppError('limited', `The store is full: ${doing}.`, {
        hint: 'Free space in the store or choose another one. What was written so far is no set: the Backups screen goes on with it or removes it.',
        cause: error,
      });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new AppError('denied', `The store may not be written: ${doing}.`, {
        hint: 'Give the account that runs the console the right to read and write this folder.',
        cause: error,
      });
    case 'ENOENT':
      return new AppError('not_found', `Something of the store is missing: ${doing}.`, {
        hint: 'Is the disk of the store mounted, and its folder the right one?',
        cause: error,
      });
    case 'EEXIST':
      return new AppError('conflict', `Something of that name is there already: ${doing}.`, {
        hint: 'Where two names differ in case only, the store needs a file system that tells them apart.',
        cause: error,
      });
    default:
      return new AppError('unreachable', `The store cannot be used: ${doing} (${code ?? message}).`, { cause: error });
  }
}
