// All runbooks there are: those in code, the shipped files, and the user's own, which may change while the console runs. A
// file with a fault is told with its fault and never runs; what was planned from an older text goes on by its own data.

import { watch, type FSWatcher } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Lifetime } from '../../../shared/lifetime.ts';
import {
  OWN_FILES_TABLES,
  type CheckedRunbookFile,
  type OwnFileRow,
  type OwnFilesState,
} from '../../../shared/model/runbook-file.ts';
import { live, type Live } from '../../live.ts';
import type { Runbook } from '../runbook.ts';
import { checkSource } from './check-source.ts';
import { readFolder } from './read-folder.ts';
import { requireFaultless, resolveFiles, type ResolvedFile, type SourceFile } from './resolve-files.ts';

const SETTLE_MS = 150;

/** Beside this file's sources; in a package beside the engine. */
export function shippedFolder(): string {
  return fileURLToPath(
    new URL(import.meta.url.endsWith('.ts') ? '../../../assets/runbooks' : './runbooks', import.meta.url),
  );
}

export interface FileLibraryOptions {
  readonly code: readonly Runbook[];
  /** `<settings>/runbooks`; made when it is not there. */
  readonly ownFolder: string;
  readonly lifetime: Lifetime;
  report(error: unknown): void;
  /** Default: what comes with the console. */
  readonly shippedFolder?: string;
}

export interface FileLibrary {
  /** In the order they are offered. */
  runbooks(): readonly Runbook[];
  /** The user's files, faulty ones too. */
  readonly own: Live<OwnFilesState>;
  readonly ownFolder: string;
  /** Every file as last read. */
  files(): readonly ResolvedFile[];
  /** A text as if it were saved under that name, which need not be there yet. */
  check(asked: { readonly fileName: string | null; readonly source: string }): CheckedRunbookFile;
  /** Reads the user's files again now. */
  reload(): Promise<void>;
}

export async function createFileLibrary(options: FileLibraryOptions): Promise<FileLibrary> {
  const { code, ownFolder, lifetime, report } = options;
  const shipped = await readFolder(options.shippedFolder ?? shippedFolder(), 'shipped');
  let files = resolveFiles(code, shipped);
  try {
    requireFaultless(files);
  } catch (error) {
    report(error);
  }
  let runbooks: readonly Runbook[] = [];
  let sources: readonly SourceFile[] = shipped;
  const own = live<OwnFilesState>({ files: {} }, OWN_FILES_TABLES);
  let reading: Promise<void> = Promise.resolve();

  async function readAll(): Promise<void> {
    sources = [...shipped, ...(await readFolder(ownFolder, 'own'))];
    files = resolveFiles(code, sources);
    runbooks = [...code, ...files.flatMap(({ runbook }) => (runbook === null ? [] : [runbook]))];
    own.update(() => ({
      files: Object.fromEntries(
        files.filter(({ origin }) => origin === 'own').map((file) => [file.fileName, rowOf(file)]),
      ),
    }));
  }
  /** One after the other: an older look never replaces a newer one. */
  const reload = (): Promise<void> => (reading = reading.catch(() => undefined).then(readAll));

  await mkdir(ownFolder, { recursive: true });
  await reload();
  watchFolder(ownFolder, { lifetime, report, changed: () => void reload().catch(report) });
  return {
    runbooks: () => runbooks,
    own,
    ownFolder,
    files: () => files,
    check: (asked) => checkSource(code, sources, asked),
    reload,
  };
}

function watchFolder(
  folder: string,
  { lifetime, report, changed }: { lifetime: Lifetime; report: (error: unknown) => void; changed: () => void },
): void {
  let timer: NodeJS.Timeout | undefined;
  let watcher: FSWatcher;
  try {
    watcher = watch(folder, { persistent: false }, () => {
      clearTimeout(timer);
      timer = setTimeout(changed, SETTLE_MS).unref();
    });
  } catch (error) {
    report(error); // some network folders cannot be watched: their files are read at the next start
    return;
  }
  watcher.on('error', report);
  lifetime.add(() => {
    clearTimeout(timer);
    watcher.close();
  });
}

function rowOf({ fileName, id, hash, problems, file }: ResolvedFile): OwnFileRow {
  return {
    fileName,
    runbookId: id,
    title: file === null ? null : typeof file.title === 'string' ? file.title : file.title.en,
    hash,
    problems: problems.slice(0, 20),
  };
}

/** Where the user's files are. */
export function ownFolderIn(settingsFolder: string): string {
  return join(settingsFolder, 'runbooks');
}
