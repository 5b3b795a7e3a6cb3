// A console of its own, for tests that kill it: runs one runbook on the servers and the store it is told, then ends.

import { Lifetime } from '../../shared/lifetime.ts';
import { backupBench, type BackupBenchOptions, type Parameters } from './backup-bench.ts';

const [options, runbookId, parameters] = process.argv
  .slice(2)
  .map((word) => (word.startsWith('{') ? JSON.parse(word) : word)) as [
  Omit<BackupBenchOptions, 'lifetime'>,
  string,
  Parameters,
];
const lifetime = new Lifetime('child');
const bench = await backupBench({ ...options, lifetime });
const state = await bench.run(runbookId, parameters);
await lifetime.dispose();
console.log(state.run.status);
