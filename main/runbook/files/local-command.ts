// Runs one program on this machine for a runbook file: its arguments as a list, never a shell, with next to no environment
// (no secret of the console's can leak into it), ended with all its children when time is over or the run is cancelled.

import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { AppError } from '../../../shared/errors.ts';
import type { CommandData } from './plan-data.ts';

const MAX_BYTES = 64 * 1024;
const SHOWN_LINES = 40;
const KILL_AFTER_MS = 2000;
const DRAIN_MS = 300;
const KEPT_VARIABLES = ['PATH', 'HOME', 'LANG'] as const;

export interface CommandResult {
  readonly exit: number | null;
  readonly signal: string | null;
  /** What it wrote, both streams as they came; control characters made visible. At most 64 kB, the end of it. */
  readonly output: string;
  readonly timedOut: boolean;
}

/** Throws `not_found` where there is no such program, `denied` where it may not be run, and the signal's reason. */
export async function runLocally(command: CommandData, signal: AbortSignal): Promise<CommandResult> {
  signal.throwIfAborted();
  const [program, ...rest] = command.argv as [string, ...string[]];
  const env = Object.fromEntries(
    KEPT_VARIABLES.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
  const child = spawn(program, rest, {
    cwd: command.cwd ?? homedir(),
    env,
    shell: false,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a group of its own, so that its children end with it
    windowsHide: true,
  });
  const output = new Tail();
  child.stdout.on('data', (part: Buffer) => output.add(part));
  child.stderr.on('data', (part: Buffer) => output.add(part));
  let timedOut = false;
  let killTimer: NodeJS.Timeout | undefined;
  const end = (): void => {
    killGroup(child.pid, 'SIGTERM');
    killTimer ??= setTimeout(() => killGroup(child.pid, 'SIGKILL'), KILL_AFTER_MS);
  };
  const timer = setTimeout(() => {
    timedOut = true;
    end();
  }, command.timeoutMs);
  signal.addEventListener('abort', end, { once: true });
  try {
    const { promise, resolve, reject } = Promise.withResolvers<{ exit: number | null; signal: string | null }>();
    child.once('error', reject);
    child.once('exit', (exit, byWhat) => {
      killGroup(child.pid, 'SIGKILL'); // what it left in the background
      const settle = (): void => resolve({ exit, signal: byWhat });
      child.once('close', settle);
      setTimeout(settle, DRAIN_MS).unref(); // a service that left the group may hold the streams open for ever
    });
    const ended = await promise.catch((error: unknown) => {
      throw cannotStart(program, error);
    });
    signal.throwIfAborted();
    return { ...ended, output: visible(output.text()), timedOut };
  } finally {
    clearTimeout(timer);
    clearTimeout(killTimer);
    signal.removeEventListener('abort', end);
    child.stdout.destroy();
    child.stderr.destroy();
  }
}

/** Null where the result is as expected. */
export function commandFault({ exit, contains, timeoutMs }: CommandData, result: CommandResult): string | null {
  if (result.timedOut) return `it did not end within ${timeoutMs / 1000} s`;
  if (result.signal !== null) return `it was ended by ${result.signal}`;
  if (result.exit !== exit) return `it ended with ${result.exit}, expected ${exit}`;
  if (contains !== null && !result.output.includes(contains))
    return `its output does not contain ${JSON.stringify(contains)}`;
  return null;
}

/** The last lines, for a reading. */
export function shownOutput({ output }: CommandResult): string {
  const lines = output.trimEnd().split('\n');
  return lines.length > SHOWN_LINES ? ['…', ...lines.slice(-SHOWN_LINES)].join('\n') : lines.join('\n');
}

/** As an operator would type it; display only. */
export function typed(argv: readonly string[]): string {
  return argv.map((part) => (/^[\w@%+=:,./-]+$/.test(part) ? part : `'${part.replaceAll("'", `'\\''`)}'`)).join(' ');
}

/** Control and direction characters as signs, so that output can neither hide nor repaint anything. */
export function visible(output: string): string {
  return (
    output
      .replaceAll('\r\n', '\n')
      // eslint-disable-next-line no-control-regex
      .replaceAll(/[\u0000-\u0008\u000b-\u001f]/g, (character) =>
        String.fromCodePoint(0x2400 + character.codePointAt(0)!),
      )
      .replaceAll(
        /[\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g,
        (character) => `<U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}>`,
      )
  );
}

class Tail {
  #parts: Buffer[] = [];
  #size = 0;

  add(part: Buffer): void {
    this.#parts.push(part);
    this.#size += part.length;
    if (this.#size > 4 * MAX_BYTES) {
      const kept = Buffer.concat(this.#parts).subarray(-MAX_BYTES);
      this.#parts = [Buffer.from(kept)];
      this.#size = kept.length;
    }
  }

  text(): string {
    return Buffer.concat(this.#parts).subarray(-MAX_BYTES).toString('utf8');
  }
}

function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // the whole group has ended already
  }
}

function cannotStart(program: string, error: unknown): AppError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT')
    return new AppError('not_found', `There is no program ${program} on this machine (or its working folder is gone).`);
  return new AppError(
    code === 'EACCES' ? 'denied' : 'internal',
    `${program} cannot be started: ${code || 'unknown reason'}.`,
  );
}
