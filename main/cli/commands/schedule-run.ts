// `marsad schedule run`: runs what is due now and ends; what cron and systemd call.

import type { ProfileRow } from '../../../shared/contract/fleet.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { ScheduleOutcome } from '../../../shared/model/schedule.ts';
import { chooseProfile } from '../choose-profile.ts';
import { secretsFromEnvironment } from '../environment-secrets.ts';
import { EXIT, exitCodeOfRun, type ExitCode } from '../exit-codes.ts';
import { readSecrets } from '../read-password.ts';
import { outcomeLines } from '../schedule-view.ts';
import { stateOf, type AppSession } from '../session.ts';

export const RUN_HELP = `
Runs what is due now and ends; every due time is run once, whichever console, timer or cron job comes first.
Passwords: --password-file, or the environment (MARSAD_REDIS_PASSWORD, MARSAD_MONGO_PASSWORD, MARSAD_BACKUP_PASSPHRASE, each also with
_<PROFILE ID> at its end; MARSAD_SMTP_PASSWORD and MARSAD_WEBHOOK_SECRET for notifications); never an argument.
Exit codes: 0 all that was due is done, or nothing was; 3 a run was blocked; 4 one failed; 5 one was cancelled.`;

/** Connects first what needs a password; one that cannot be connected fails as a run, with its reason, not as a command. */
export async function runDue(session: AppSession): Promise<ExitCode> {
  const { app, printer, options, signal } = session;
  const rows: ProfileRow[] = Object.values((await stateOf(session, 'profiles.watch', {})).profiles);
  const only = options.profile === undefined ? null : chooseProfile(rows, options.profile).profile.id;
  const fromEnvironment = secretsFromEnvironment();
  const due = await app.call('schedules.due', { profileId: only });
  for (const profileId of new Set(due.map((each) => each.profileId))) {
    const row = rows.find(({ profile }) => profile.id === profileId);
    const secrets = {
      ...fromEnvironment(profileId),
      ...(options.passwordFile === undefined
        ? {}
        : await readSecrets(row?.missingSecrets ?? [], { file: options.passwordFile, signal })),
    };
    await app.call('profiles.connect', { profileId, secrets }).catch((error: AppError) => printer.error(error));
  }
  const outcomes = await app.call('schedules.runDue', { onProfile: only }, { signal });
  printer.result({ outcomes }, () => (outcomes.length === 0 ? ['Nothing is due.'] : outcomeLines(outcomes)));
  return exitCodeOf(outcomes);
}

/** The worst of all. What was skipped on purpose is no failure. */
function exitCodeOf(outcomes: readonly ScheduleOutcome[]): ExitCode {
  const codes = outcomes.map(({ result }): ExitCode =>
    result === 'skipped' ? EXIT.done : result === 'claimed' ? EXIT.failed : exitCodeOfRun(result),
  );
  return ([EXIT.failed, EXIT.blocked, EXIT.cancelled] as const).find((code) => codes.includes(code)) ?? EXIT.done;
}
