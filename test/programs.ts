// Brings the programs the tests run on, and says where each comes from. Exit code 1 when one cannot be had.

import type { ProgramName } from '../main/lab/program-sources.ts';
import { findProgram } from '../main/lab/programs.ts';
import { AppError } from '../shared/errors.ts';

const NEEDED: readonly ProgramName[] = ['redis-server', 'redis-cli', 'mongod', 'chromium'];

for (const name of NEEDED) {
  try {
    const { path, source, version } = await findProgram(name, { onProgress: (line) => console.log(`  ${line}`) });
    console.log(`  ${name} ${version} (${source}: ${path})`);
  } catch (error) {
    console.log(`  ${name}: ${error instanceof AppError ? `${error.message}. ${error.hint ?? ''}` : String(error)}`);
    process.exitCode = 1;
  }
}
