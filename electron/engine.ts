// Starts the engine's process and carries messages. In a package it is an Electron utility process; from a clone it is the
// Node the project brings, on the sources. When it ends unasked, the shell is told why.

import { utilityProcess } from 'electron';
import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ENGINE_FLAGS, ENGINE_MEMORY } from '../main/engine-memory.mjs';
import type { FromEngine, ToEngine } from '../main/process/engine-messages.ts';

export interface Engine {
  send(message: ToEngine): void;
  onMessage(listener: (message: FromEngine) => void): void;
  /** Called once, when the process has ended. */
  onEnd(listener: (code: number | null) => void): void;
  /** Asks it to finish safely; `onEnd` tells when it has. */
  stop(): void;
  /** Ends it at once, as a crash would. */
  kill(): void;
}

/** `root`: the folder of package.json (the archive, in a package). */
export function startEngine(root: string): Engine {
  const sources = join(root, 'main', 'process', 'engine-process.ts');
  const node = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  const child =
    existsSync(sources) && existsSync(node)
      ? forkNode(sources, node)
      : forkUtility(join(root, 'dist', 'engine', 'engine.js'));
  let ended = false;
  const endings: ((code: number | null) => void)[] = [];
  child.onExit((code) => {
    ended = true;
    for (const listener of endings) listener(code);
  });
  return {
    send: (message) => {
      if (!ended) child.send(message);
    },
    onMessage: child.onMessage,
    onEnd: (listener) => void endings.push(listener),
    stop: () => child.send({ kind: 'stop' }),
    kill: child.kill,
  };
}

interface Child {
  send(message: ToEngine): void;
  onMessage(listener: (message: FromEngine) => void): void;
  onExit(listener: (code: number | null) => void): void;
  kill(): void;
}

function forkNode(sources: string, node: string): Child {
  const child = fork(sources, [], {
    execPath: node,
    execArgv: ['--no-warnings', ...ENGINE_FLAGS],
    env: { ...ENGINE_MEMORY, ...process.env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // What is sent to the terminal's whole group is for the shell, which lets the engine end its runs first.
    detached: process.platform !== 'win32',
  });
  return {
    send: (message) => void (child.connected && child.send(message)),
    onMessage: (listener) => void child.on('message', (message) => listener(message as FromEngine)),
    onExit(listener) {
      child.once('exit', listener);
      // Without a pid it never started; else it was a message to one that has just ended, and `exit` tells.
      child.on('error', () => child.pid === undefined && listener(null));
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

function forkUtility(script: string): Child {
  const child = utilityProcess.fork(script, [], { serviceName: 'Marsad engine' });
  return {
    send: (message) => child.postMessage(message),
    onMessage: (listener) => void child.on('message', (message: FromEngine) => listener(message)),
    onExit: (listener) => void child.once('exit', listener),
    kill: () => void (child.pid !== undefined && process.kill(child.pid, 'SIGKILL')),
  };
}
