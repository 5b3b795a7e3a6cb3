// One command's use of the engine: composes it, runs the command, disposes it, and turns whatever happened into an exit code.

import type { Command } from 'commander';
import { AppError, isCancelled } from '../../shared/errors.ts';
import type { StateOf, StreamName } from '../../shared/contract/index.ts';
import type { RequestOf } from '../../shared/contract/index.ts';
import type { App } from '../app.ts';
import type { Host } from '../host.ts';
import { createLog, type Log } from '../log.ts';
import { mapError } from '../rpc/map-error.ts';
import { createNodeHost } from '../node-host.ts';
import { systemClock } from '../system-clock.ts';
import { EXIT, exitCodeOfError, type ExitCode } from './exit-codes.ts';
import { createPrinter, type Printer } from './printer.ts';

/** The options every command has. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly profile?: string;
  readonly passwordFile?: string;
}

export interface Session {
  readonly printer: Printer;
  readonly log: Log;
  readonly host: Host;
  readonly options: CommonOptions;
  /** Aborted by the first Ctrl-C or SIGTERM. The second ends the process at once. */
  readonly signal: AbortSignal;
}

export interface AppSession extends Session {
  readonly app: App;
}

export function addCommonOptions(command: Command): Command {
  return command
    .option('--json', 'print one JSON document on stdout')
    .option('--profile <id>', 'the profile to use, by id or name (default: the running lab)')
    .option(
      '--password-file <file>',
      'JSON with "redisPassword", "mongoPassword", "backupPassphrase", "backupKey"; otherwise they are asked for',
    );
}

/** Runs a command that needs no engine. */
export async function runSession(
  options: CommonOptions,
  command: (session: Session) => Promise<ExitCode | void>,
  face: Host['face'] = 'command-line',
): Promise<void> {
  const printer = createPrinter({ isJson: options.json === true, stdout: process.stdout, stderr: process.stderr });
  const host = createNodeHost(face);
  const log = createLog(host.paths);
  const interruption = listenForInterrupts();
  try {
    process.exitCode = (await command({ printer, log, host, options, signal: interruption.signal })) ?? EXIT.done;
  } catch (thrown) {
    const error = mapError(thrown, 'command', log);
    if (!isCancelled(error) || !interruption.signal.aborted) printer.error(error);
    process.exitCode = exitCodeOfError(error);
  } finally {
    interruption.stop();
  }
}

/** Runs a command on a composed engine, which is disposed before this resolves. */
export function runWithApp(
  options: CommonOptions,
  command: (session: AppSession) => Promise<ExitCode | void>,
  face: Host['face'] = 'command-line',
): Promise<void> {
  return runSession(
    options,
    async (session) => {
      const { createApp } = await import('../app.ts'); // here, so that help and wrong words answer at once
      const app = await createApp({ host: session.host, clock: systemClock, log: session.log });
      const warned = warnOfDamage({ ...session, app });
      try {
        return await command({ ...session, app });
      } finally {
        await warned;
        await app.dispose();
      }
    },
    face,
  );
}

/** Neither a damaged settings file nor a damaged audit log is passed over in silence. Never rejects. */
async function warnOfDamage(session: AppSession): Promise<void> {
  try {
    const { files } = await stateOf(session, 'settings.damage', {});
    for (const { file, fault, keptAs } of Object.values(files)) {
      session.printer.note(
        `${file} cannot be understood and counts for nothing: ${fault}. It was kept as ${keptAs}: correct it and put it back as ${file}.`,
      );
    }
    const { log } = await stateOf(session, 'audit.watch', {}, ({ log: { status } }) => status !== 'checking');
    if (log.fault === null) return;
    session.printer.note(
      `The audit log is damaged: entry ${log.fault.number} ${log.fault.reason}. See: marsad audit verify`,
    );
  } catch (error) {
    if (!isCancelled(error)) session.log.warn('damage.not-checked', { error });
  }
}

/** The first state of a stream for which `isReady` holds. Rejects when the stream ends, the time is over, or on Ctrl-C. */
export async function stateOf<K extends StreamName>(
  { app, signal }: AppSession,
  name: K,
  input: RequestOf<K>,
  isReady: (state: StateOf<K>) => boolean = () => true,
  timeoutMs = 15_000,
): Promise<StateOf<K>> {
  const { promise, resolve, reject } = Promise.withResolvers<StateOf<K>>();
  const give = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const onAbort = (): void =>
    reject(
      signal.aborted
        ? new AppError('cancelled', 'Cancelled.')
        : new AppError('timeout', `The servers did not answer within ${timeoutMs / 1000} s.`),
    );
  give.addEventListener('abort', onAbort, { once: true });
  const stop = app.watch(name, input, {
    onState: (state) => isReady(state) && resolve(state),
    onEnd: (error) => reject(error ?? new AppError('unreachable', `${name} ended.`)),
  });
  try {
    return await promise;
  } finally {
    stop();
    give.removeEventListener('abort', onAbort);
  }
}

function listenForInterrupts(): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.cancelled);
    controller.abort(new AppError('cancelled', 'Cancelled.'));
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);
  return {
    signal: controller.signal,
    stop() {
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(name, onSignal);
    },
  };
}
