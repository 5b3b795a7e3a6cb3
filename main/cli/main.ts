// The `marsad` command: one file per command in commands/. What it prints and its exit codes are an interface: scripts use them.

import { Command, CommanderError } from 'commander';
import packageInfo from '../../package.json' with { type: 'json' };
import { registerApproval } from './commands/approval.ts';
import { registerAudit } from './commands/audit.ts';
import { registerBackupKey } from './commands/backup-key.ts';
import { registerBackups } from './commands/backups.ts';
import { registerCache } from './commands/cache.ts';
import { registerDemo } from './commands/demo.ts';
import { registerFleet } from './commands/fleet.ts';
import { registerIncident } from './commands/incident.ts';
import { registerLab } from './commands/lab.ts';
import { registerLag } from './commands/lag.ts';
import { registerPlan } from './commands/plan.ts';
import { registerRehearse } from './commands/rehearse.ts';
import { registerRun } from './commands/run.ts';
import { registerRunbook } from './commands/runbook.ts';
import { registerRunbooks } from './commands/runbooks.ts';
import { registerRuns } from './commands/runs.ts';
import { registerSchedule } from './commands/schedule.ts';
import { registerServe } from './commands/serve.ts';
import { registerSlots } from './commands/slots.ts';
import { EXIT } from './exit-codes.ts';

const EXIT_CODES = `
Exit codes: 0 done, 2 bad input, 3 blocked by a precondition, 4 failed, 5 cancelled, 6 waits for an answer.
Without --profile the running lab is used.`;

function createProgram(): Command {
  const program = new Command('marsad')
    .description('An admin console for a Redis Cluster, a MongoDB replica set and their backups.')
    .version(packageInfo.version)
    .addHelpText('after', EXIT_CODES)
    .configureHelp({ showGlobalOptions: true });
  const register = [
    registerDemo,
    registerServe,
    registerFleet,
    registerSlots,
    registerLag,
    registerCache,
    registerBackups,
    registerBackupKey,
    registerRunbooks,
    registerRunbook,
    registerPlan,
    registerRehearse,
    registerRun,
    registerRuns,
    registerIncident,
    registerSchedule,
    registerAudit,
    registerApproval,
    registerLab,
  ];
  for (const add of register) add(program);
  exitByThrowing(program);
  return program;
}

/** Commander ends the process with 1 for wrong usage; ours is 2. Commands that were added before inherit nothing. */
function exitByThrowing(command: Command): void {
  command.exitOverride();
  for (const child of command.commands) exitByThrowing(child);
}

try {
  await createProgram().parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.badInput;
}

// Everything is said and disposed. What a server that does not answer still holds open must not hold the terminal.
setInterval(() => {
  if (process.stdout.writableLength === 0 && process.stderr.writableLength === 0) process.exit();
}, 250).unref();
