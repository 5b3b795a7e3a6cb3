// The files of the settings that could not be understood, as every face of the console says them. They stay until the console is
// started again: only then is a file that was put back surely read.

import { DAMAGED_FILES_TABLES, type DamagedFilesState } from '../../shared/contract/app.ts';
import { AppError } from '../../shared/errors.ts';
import { live, type Live } from '../live.ts';

export interface DamagedFiles {
  readonly state: Live<DamagedFilesState>;
  /** Takes any trouble of a store; only a file that was kept aside is shown. */
  add(trouble: unknown): void;
}

export function createDamagedFiles(): DamagedFiles {
  const state = live<DamagedFilesState>({ files: {} }, DAMAGED_FILES_TABLES);
  return {
    state,
    add(trouble) {
      if (!(trouble instanceof AppError) || trouble.code !== 'damaged') return;
      const { file, fault, keptAs } = trouble.details ?? {};
      if (typeof file !== 'string' || typeof fault !== 'string' || typeof keptAs !== 'string') return;
      state.update(({ files }) => ({ files: { ...files, [file]: { file, fault, keptAs } } }));
    },
  };
}
