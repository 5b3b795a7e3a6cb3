// One server process: started in its own folder on a known port, signalled and restarted by whoever started it.
// It never signals a process it did not start itself, and never outlives its parent where the system can promise that.

import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, openSync, closeSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { once } from 'node:events';
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';

export type ServerKind = 'redis' | 'mongod';

/** A running (or killed, or paused) server. Everything here acts on the one process that was started. */
export interface ServerHandle<Kind extends string = ServerKind> {
  readonly kind: Kind;
  readonly name: string;
  readonly host: '127.0.0.1';
  readonly port: number;
  readonly folder: string;
  readonly pid: number;
  readonly running: boolean;
  /** Resolves once the process is gone. Default SIGKILL: as a crash. */
  kill(signal?: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  /** SIGSTOP: connections stay open and nothing answers. */
  pause(): void;
  resume(): void;
  /** Starts it again on the same port and folder, killing it first where it still runs; resolves when it answers. */
  restart(): Promise<void>;
  /** Ends it for good; data stay in the folder. Safe to repeat. */
  stop(): Promise<void>;
}

export interface ServerCommand<Kind extends string = ServerKind> {
  readonly kind: Kind;
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly port: number;
  /**
   * Resolves with true when the server answers, and it is the process `pid` that does: somebody else may have taken the
   * port a moment earlier. Rejects, or resolves with false, to be asked again.
   */
  readonly answers: (pid: number) => Promise<boolean>;
  readonly readyTimeoutMs?: number;
  /** Called with every new process of this server (also after a restart), before it answers. */
  readonly onSpawn?: (server: ServerHandle<Kind>) => void;
}

/** util-linux's setpriv asks the kernel to end a child with its parent, also when the parent is killed with -9. */
const SETPRIV = '/usr/bin/setpriv';
const LOG_TAIL_CHARACTERS = 600;

/** Starts the server and resolves when it answers; rejects with the end of its log when it ends first. */
export async function startServer<Kind extends string>(command: ServerCommand<Kind>): Promise<ServerHandle<Kind>> {
  await mkdir(command.folder, { recursive: true });
  const server = new ServerProcess(command);
  await server.restart();
  return server;
}

class ServerProcess<Kind extends string> implements ServerHandle<Kind> {
  readonly host = '127.0.0.1';
  readonly #command: ServerCommand<Kind>;
  #child: ChildProcess | undefined;

  constructor(command: ServerCommand<Kind>) {
    this.#command = command;
  }

  get kind(): Kind {
    return this.#command.kind;
  }
  get name(): string {
    return this.#command.name;
  }
  get port(): number {
    return this.#command.port;
  }
  get folder(): string {
    return this.#command.folder;
  }
  get pid(): number {
    return this.#child?.pid ?? 0;
  }
  get running(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async kill(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    if (!this.#child || !this.running) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill(signal);
    if (signal === 'SIGTERM') this.#child.kill('SIGCONT');
    await gone;
  }

  pause(): void {
    this.#child?.kill('SIGSTOP');
  }

  resume(): void {
    this.#child?.kill('SIGCONT');
  }

  async restart(): Promise<void> {
    await this.kill();
    const child = this.#spawn();
    this.#child = child;
    if (child.pid !== undefined) this.#command.onSpawn?.(this);
    await this.#ready(child);
  }

  async stop(): Promise<void> {
    await this.kill();
  }

  #spawn(): ChildProcess {
    const { program, args, folder } = this.#command;
    const log = openSync(join(folder, 'server.log'), 'a');
    const bound = existsSync(SETPRIV) ? [SETPRIV, '--pdeathsig', 'KILL', program, ...args] : [program, ...args];
    try {
      return spawn(bound[0]!, bound.slice(1), { cwd: folder, stdio: ['ignore', log, log] });
    } finally {
      closeSync(log);
    }
  }

  async #ready(child: ChildProcess): Promise<void> {
    const { name, answers, readyTimeoutMs = 30_000 } = this.#command;
    const deadline = performance.now() + readyTimeoutMs;
    const spawnFailure = new Promise<never>((_, reject) => child.once('error', reject));
    spawnFailure.catch(() => undefined); // handled by the race below; a later kill error changes nothing
    for (;;) {
      const answered = await Promise.race([spawnFailure, answers(this.pid).catch(() => false)]);
      if (!this.running) throw await this.#failure(`${name} ended while it was starting`);
      if (answered) return;
      if (performance.now() > deadline) {
        await this.kill();
        throw await this.#failure(`${name} did not answer within ${readyTimeoutMs / 1000} s`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async #failure(message: string): Promise<AppError> {
    const log = await readFile(join(this.folder, 'server.log'), 'utf8').catch(() => '');
    const tail = log.slice(-LOG_TAIL_CHARACTERS).trim();
    return new AppError('unreachable', message, {
      retryable: false,
      hint: `Its log is ${join(this.folder, 'server.log')}.`,
      ...(tail === '' ? {} : { details: { log: tail } }),
    });
  }
}
