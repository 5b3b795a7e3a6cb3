// Brings the programs the tests run on, and says where each comes from. Exit code 1 when one that all depend on cannot be had;
// tests of the others then skip by name.

import type { ProgramName } from '../main/lab/program-sources.ts';
import { findProgram } from '../main/lab/programs.ts';
import { AppError } from '../shared/errors.ts';

const NEEDED: readonly ProgramName[] = ['redis-server', 'redis-cli', 'mongod', 'chromium'];
const WANTED: readonly ProgramName[] = ['versitygw'];

for (const name of [...NEEDED, ...WANTED]) {
  try {
    const { path, source, version } = await findProgram(name, { onProgress: (line) => console.log(`  ${line}`) });
    console.log(`  ${name} ${version} (${source}: ${path})`);
  } catch (error) {
    console.log(`  ${name}: ${error instanceof AppError ? `${error.message}. ${error.hint ?? ''}` : String(error)}`);
    if (NEEDED.includes(name)) process.exitCode = 1;
  }
}
