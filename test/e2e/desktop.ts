// The desktop's own window on the demo, for its stories: on whatever Electron can be had here. Without one, the stories say which
// were tried.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ElectronApplication, Page } from 'playwright/test';
import { identityOf } from '../../main/process-identity.ts';
import { Lifetime } from '../../shared/lifetime.ts';
import { display } from '../fixtures/display.ts';
import { startDrivenShell, type DrivenShell } from '../fixtures/driven-shell.ts';
import { electronRuntime } from '../fixtures/electron-runtime.ts';
import { test as base } from './demo.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export const test = base.extend<{ readonly desktop: DrivenShell }>({
  desktop: async ({ demo }, use) => {
    const runtime = await electronRuntime();
    base.skip('unavailable' in runtime, 'unavailable' in runtime ? `no Electron: ${runtime.unavailable}` : '');
    if ('unavailable' in runtime) return;
    const lifetime = new Lifetime('desktop');
    try {
      const screen = await display(lifetime);
      base.skip('unavailable' in screen, 'unavailable' in screen ? screen.unavailable : '');
      if ('unavailable' in screen) return;
      spawnSync(process.execPath, [join('electron', 'build.ts')], { cwd: root, stdio: 'inherit' });
      base.info().annotations.push({ type: 'runtime', description: runtime.source });
      const desktop = await startDrivenShell(runtime.path, root, { ...demo.environment, DISPLAY: screen.name });
      await use(desktop);
      await desktop.app.close();
    } finally {
      await lifetime.dispose();
    }
  },
});

type Frame = {
  readonly t: string;
  readonly id: number;
  readonly output?: unknown;
  readonly error?: { readonly message: string };
};

/** One call over the page's own wire. */
export function callEngine<Output>(page: Page, name: string, input: object): Promise<Output> {
  return page.evaluate(
    ([callName, callInput]) => {
      const { marsad } = globalThis as unknown as {
        marsad: { send(text: string): void; onFrame(listener: (text: string) => void): () => void };
      };
      const id = Math.floor(1_000_000 + Math.random() * 1_000_000_000);
      return new Promise<Output>((resolve, reject) => {
        const stop = marsad.onFrame((text) => {
          const frame = JSON.parse(text) as Frame;
          if (frame.id !== id) return;
          stop();
          if (frame.t === 'ok') resolve(frame.output as Output);
          else reject(new Error(frame.error?.message ?? text));
        });
        marsad.send(JSON.stringify({ t: 'call', id, name: callName, input: callInput }));
      });
    },
    [name, input] as const,
  );
}

/** The processes that are engines of it. */
export const enginesOf = (app: ElectronApplication): number[] =>
  spawnSync('pgrep', ['-P', String(app.process().pid), '-f', 'engine-process'], { encoding: 'utf8' })
    .stdout.trim()
    .split('\n')
    .filter(Boolean)
    .map(Number);

export const isGone = (pid: number): boolean => identityOf(pid) === undefined; // also where nobody takes note of its end
