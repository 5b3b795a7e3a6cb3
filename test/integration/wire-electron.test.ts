// The wire of the desktop: the page's preload, Electron IPC, the shell and the engine's page wires, all of them real.
// Skipped, with the reason, where no Electron or no display can be had.

import { after, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Lifetime } from '../../shared/lifetime.ts';
import type { Wire } from '../../shared/wire.ts';
import { createPageWires } from '../../main/process/page-wires.ts';
import { display } from '../fixtures/display.ts';
import { electronRuntime } from '../fixtures/electron-runtime.ts';
import { startShellWithRelay, type RelayedShell } from '../fixtures/shell-with-relay.ts';
import type { ConformanceEngine } from '../fixtures/conformance-engine.ts';
import { runConformance, until } from './wire-conformance.ts';

interface Bridge {
  send(text: string): void;
  onFrame(listener: (text: string) => void): () => void;
  onClose(listener: () => void): () => void;
}
type PageGlobals = { marsad: Bridge; tellFrame(text: string): void; tellClose(): void };

const lifetime = new Lifetime('desktop');
after(() => lifetime.dispose());
const shell = await startShell();

async function startShell(): Promise<RelayedShell | { readonly unavailable: string }> {
  const runtime = await electronRuntime();
  if ('unavailable' in runtime) return runtime;
  const screen = await display(lifetime);
  if ('unavailable' in screen) return screen;
  const folder = await mkdtemp(join(tmpdir(), 'marsad-shell-'));
  lifetime.add(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return startShellWithRelay(lifetime, { runtime: runtime.path, display: screen.name, folder });
}

if ('unavailable' in shell) {
  it('wire conformance: Electron IPC', (context) => context.skip(shell.unavailable));
} else {
  const { page } = shell;
  const frames = new Set<(text: string) => void>();
  const closes = new Set<() => void>();
  await page.exposeFunction('tellFrame', (text: string) => frames.forEach((listener) => listener(text)));
  await page.exposeFunction('tellClose', () => closes.forEach((listener) => listener()));

  let engine: ConformanceEngine | undefined;
  let newest: Wire | undefined;
  const pages = createPageWires(shell.send);
  shell.onMessage((message) => {
    if (message.kind === 'open') {
      newest = pages.open(message.wire);
      engine?.serve(newest);
    } else if (message.kind === 'frame') pages.deliver(message.wire, message.text);
    else if (message.kind === 'taken') pages.taken(message.wire, message.length);
    else if (message.kind === 'close') pages.end(message.wire);
  });

  /** A fresh document: the wire of the one before ends with it. */
  let leaving: Promise<unknown> = Promise.resolve();
  const freshPage = async (): Promise<void> => {
    frames.clear();
    closes.clear();
    await leaving;
    await page.reload();
    await page.evaluate(() => {
      const { marsad, tellFrame, tellClose } = globalThis as unknown as PageGlobals;
      marsad.onFrame((text) => tellFrame(text));
      marsad.onClose(() => tellClose());
    });
  };

  const wire: Wire = {
    send: (text) =>
      void page
        .evaluate((frame) => (globalThis as unknown as PageGlobals).marsad.send(frame), text)
        .catch(() => undefined),
    onFrame: (listener) => {
      frames.add(listener);
      return () => frames.delete(listener);
    },
    onClose: (listener) => {
      closes.add(listener);
      return () => closes.delete(listener);
    },
    close: () => {
      for (const listener of [...closes]) listener();
      leaving = page.reload();
    },
    backlogBytes: 0,
  };

  runConformance('Electron IPC', async (served) => {
    engine = served;
    await freshPage();
    return { wire, close: freshPage };
  });

  describe('the backlog of a page', () => {
    it('grows while it hangs, and is gone when it has caught up', async () => {
      engine = undefined;
      await freshPage();
      newest = undefined;
      wire.send('hello');
      await until(() => newest !== undefined, 'the page has a wire');
      const held = newest!;
      const hang = page.evaluate(() => {
        const endMs = performance.now() + 1500;
        while (performance.now() < endMs);
      });
      for (let count = 0; count < 50; count += 1) held.send('x'.repeat(10_000));
      assert.equal(held.backlogBytes, 500_000);
      await hang;
      await until(() => held.backlogBytes === 0, 'everything is taken');
    });

    it('is nothing once the page is gone', async () => {
      const gone = newest!;
      const closed = new Promise<void>((resolve) => gone.onClose(resolve));
      gone.send('x');
      await freshPage();
      await closed;
      assert.equal(gone.backlogBytes, 0);
    });
  });
}
