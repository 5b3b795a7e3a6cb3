// A console that is killed in the middle of a run, and what the next one offers. The console is one of its own on the demo's
// lab: the demo itself has other stories to tell.

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright/test';
import { expect, test, type Demo } from './demo.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

const RUNBOOK = `runbook: story.interrupted
title: One step by hand
summary: Waits for a hand.
area: operations
steps:
  - { id: look, title: How it is, look: [redis.state] }
  - { id: hand, title: Something by hand, manual: true }
`;

interface Killable {
  readonly page: Page;
  /** Kills the console with -9 and starts another in the same folders. */
  killAndStart(): Promise<void>;
}

async function withConsole(demo: Demo, work: (killable: Killable) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'marsad-e2e-killed-'));
  const environment = {
    ...demo.environment,
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_DATA_HOME: join(folder, 'data'),
  };
  await mkdir(join(environment.XDG_CONFIG_HOME, 'marsad', 'runbooks'), { recursive: true });
  await writeFile(join(environment.XDG_CONFIG_HOME, 'marsad', 'runbooks', 'story.interrupted.yaml'), RUNBOOK);
  const context = await demo.browser.newContext({ viewport: { width: 1440, height: 900 } });
  let child: ChildProcess | undefined;
  try {
    const page = await context.newPage();
    const start = async (): Promise<void> => {
      // The engine itself, not what starts it: that one would be killed alone.
      child = spawn(process.execPath, [join('main', 'cli', 'main.ts'), 'serve', '--json'], {
        cwd: root,
        env: environment,
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const hash = page.url().includes('#') ? page.url().replace(/^.*#/, '#') : '#/runbooks';
      const address = await printedAddress(child);
      await page.goto(address);
      await page.goto(`${new URL(address).origin}/${hash}`);
    };
    await start();
    await work({
      page,
      async killAndStart() {
        await ended(child!, 'SIGKILL');
        await start();
      },
    });
  } finally {
    await context.close();
    if (child) await ended(child, 'SIGTERM');
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function printedAddress(child: ChildProcess): Promise<string> {
  let output = '';
  for await (const chunk of child.stdout!) {
    output += String(chunk);
    const address = /http:\/\/[^\s"]+/.exec(output)?.[0];
    if (address !== undefined) return address;
  }
  throw new Error('the console ended before it printed its address');
}

async function ended(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await exit;
}

async function open(page: Page, hash: string): Promise<void> {
  await page.goto(page.url().replace(/#.*/, hash));
}

async function start(page: Page): Promise<void> {
  const button = page.getByRole('region', { name: 'Confirm' }).getByRole('button').last();
  await expect(button).toBeEnabled({ timeout: 30_000 });
  await button.click();
  await expect(page).toHaveURL(/#\/runs\//);
}

test('a run that waited when the console was killed is resumed, and waits again', async ({ demo }) => {
  await withConsole(demo, async ({ page, killAndStart }) => {
    await open(page, '#/runbooks/story.interrupted');
    await start(page);
    await expect(page.getByRole('region', { name: 'Your answer' })).toBeVisible();
    await killAndStart();

    await open(page, '#/fleet');
    await page.getByRole('status').getByRole('link', { name: 'Decide' }).click();
    const resume = page.getByRole('region', { name: 'Resume' });
    await expect(resume).toContainText('will run');
    await resume.getByRole('button', { name: 'Resume the run' }).click();
    await page.getByRole('region', { name: 'Your answer' }).getByRole('button', { name: 'Done' }).click();
    await expect(page.getByText(/^Done in /)).toBeVisible();
  });
});

test('a backup that was cut short is undone: nothing of it is left', async ({ demo }) => {
  await withConsole(demo, async ({ page, killAndStart }) => {
    await open(page, '#/runbooks/backup.take');
    await start(page);
    await expect(page.locator('[aria-current="step"]')).toContainText(/ of |\d/, { timeout: 30_000 });
    await expect(page.locator('progress')).toBeVisible({ timeout: 30_000 });
    await killAndStart();

    await expect(page.getByText('The console ended while this ran')).toBeVisible({ timeout: 30_000 });
    const undo = page.getByRole('region', { name: 'Undo' });
    await page.getByLabel('Reason').last().fill('cut short on purpose');
    await undo.getByRole('button', { name: 'Undo and end the run' }).click();
    await expect(page.getByText('The console ended while this ran')).toBeHidden({ timeout: 30_000 });
    await open(page, '#/backups');
    await expect(page.getByText(/never finished/i)).toHaveCount(0);
  });
});

test('an interrupted run can be left as it is', async ({ demo }) => {
  await withConsole(demo, async ({ page, killAndStart }) => {
    await open(page, '#/runbooks/story.interrupted');
    await start(page);
    await expect(page.getByRole('region', { name: 'Your answer' })).toBeVisible();
    await killAndStart();
    const stop = page.getByRole('region', { name: 'Stop', exact: true });
    await stop.getByRole('button', { name: 'Leave it and end the run' }).click();
    await expect(page.getByText('Stopped after it was interrupted')).toBeVisible();
  });
});
