// Consoles that are going to die. Each is a process of its own, started and loaded ahead of its hour, so that a point does not
// wait for it.

import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Lifetime } from '../../../shared/lifetime.ts';
import type { Order } from './child.ts';

const CHILD = new URL('./child.ts', import.meta.url).pathname;

export interface Victims {
  /** Resolves when it is gone: with the status its run ended with, null where it did not live to tell. */
  send(order: Order): Promise<string | null>;
}

/** `cacheFolder`: the compiled sources, which all of them share. */
export function startVictims(lifetime: Lifetime, cacheFolder: string): Victims {
  let next = start();

  function start(): ChildProcessByStdio<Writable, Readable, null> {
    const child = spawn(process.execPath, [CHILD], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, NODE_COMPILE_CACHE: cacheFolder },
    });
    const forget = lifetime.add(() => void child.kill('SIGKILL'));
    child.once('exit', () => void forget());
    child.stdin.on('error', () => undefined); // it is gone: its exit tells
    return child;
  }

  return {
    async send(order) {
      const child = next;
      const [told] = await Promise.all([
        text(child.stdout),
        once(child, 'close'),
        child.stdin.write(`${JSON.stringify(order)}\n`),
      ]);
      next = start();
      if (child.signalCode === 'SIGKILL') return null;
      if (child.exitCode !== 0) throw new Error(`the console ended with ${child.exitCode}, see above`);
      return told.trim();
    },
  };
}
