// How the desktop ends: by its window, from outside, by a crash of either process; and how it stays for the sake of a schedule.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright/test';
import { expect, type Demo } from './demo.ts';
import { callEngine, enginesOf, isGone, test } from './desktop.ts';

const LONG = `runbook: story.long
title: A long wait
summary: Waits until it is cancelled.
area: operations
steps:
  - { id: look, title: How it is, look: [redis.state] }
  - { id: wait, title: A wait, wait: 30 min }
`;

/** A run that goes on until it is cancelled, whatever the servers do. */
async function startLongRun(page: Page): Promise<void> {
  const runbooks = await callEngine<{ id: string }[]>(page, 'runbooks.list', {});
  if (!runbooks.some(({ id }) => id === 'story.long'))
    await callEngine(page, 'runbookFiles.save', { fileName: 'story.long.yaml', source: LONG, replaces: null });
  const what = { profileId: 'lab', runbookId: 'story.long', parameters: {} };
  const { hash } = await callEngine<{ hash: string }>(page, 'runbooks.plan', what);
  await callEngine(page, 'runbooks.start', { ...what, planHash: hash, confirmation: '', reason: '' });
}

async function lastAuditEntry(demo: Demo): Promise<{ readonly action: string; readonly result: string }> {
  const lines = (await readFile(join(demo.environment['XDG_DATA_HOME']!, 'marsad', 'audit', 'audit.jsonl'), 'utf8'))
    .trim()
    .split('\n');
  return JSON.parse(lines.at(-1)!) as { action: string; result: string };
}

test('closing the window while a run goes on asks first, and then ends the run before the window', async ({
  demo,
  desktop: { app, page },
}) => {
  await expect(page.getByText('16 384 / 16 384')).toBeVisible({ timeout: 30_000 });
  await app.evaluate(({ dialog }) => {
    const asked: string[] = [];
    Object.assign(globalThis, { asked, answer: 0 });
    dialog.showMessageBox = ((_window: unknown, { message, detail }: { message: string; detail: string }) => {
      asked.push(`${message} ${detail}`);
      return Promise.resolve({
        response: (globalThis as unknown as { answer: number }).answer,
        checkboxChecked: false,
      });
    }) as never;
  });
  await startLongRun(page);
  const close = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.close());
  const asked = () => app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);
  await close();
  await expect.poll(asked).toEqual([expect.stringMatching(/A run is going on[^]*A long wait/)]);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();

  const [engine] = enginesOf(app);
  const ended = app.waitForEvent('close');
  await app.evaluate(() => Object.assign(globalThis, { answer: 1 }));
  await close();
  await ended;
  await expect.poll(() => isGone(engine!)).toBe(true);
  expect(await lastAuditEntry(demo)).toMatchObject({ action: 'run.end', result: 'cancelled' });
});

test('ended from outside, it asks nobody and cancels the run', async ({ demo, desktop: { app, page } }) => {
  await expect(page.getByText('16 384 / 16 384')).toBeVisible({ timeout: 30_000 });
  const pids = [app.process().pid!, ...enginesOf(app)];
  const ended = app.waitForEvent('close');
  await startLongRun(page);
  for (const pid of pids) process.kill(pid, 'SIGINT'); // as Ctrl-C does
  await ended;
  expect(await lastAuditEntry(demo)).toMatchObject({ action: 'run.end', result: 'cancelled' });
});

test('the shell killed with -9: the engine cancels the run and ends', async ({ demo, desktop: { app, page } }) => {
  await expect(page.getByText('16 384 / 16 384')).toBeVisible({ timeout: 30_000 });
  const [engine] = enginesOf(app);
  await startLongRun(page);
  app.process().kill('SIGKILL');
  await expect.poll(() => isGone(engine!)).toBe(true);
  expect(await lastAuditEntry(demo)).toMatchObject({ action: 'run.end', result: 'cancelled' });
});

test('the engine killed with -9: the shell says so and ends', async ({ desktop: { app, page } }) => {
  await expect(page.getByText('16 384 / 16 384')).toBeVisible({ timeout: 30_000 });
  const notice = join(await mkdtemp(join(tmpdir(), 'marsad-notice-')), 'notice');
  await app.evaluate(({ dialog }, file) => {
    const { writeFileSync } =
      process.getBuiltinModule?.('node:fs') ??
      (process as unknown as { mainModule: NodeJS.Module }).mainModule.require('node:fs');
    dialog.showErrorBox = (title: string) => writeFileSync(file, title);
  }, notice);
  const ended = app.waitForEvent('close');
  process.kill(enginesOf(app)[0]!, 'SIGKILL');
  await ended;
  expect(await readFile(notice, 'utf8')).toMatch(/ended unexpectedly/);
  await rm(dirname(notice), { recursive: true });
});

test('with a schedule switched on, closing the window keeps the engine, which is said once', async ({
  demo,
  desktop: { app, page },
}) => {
  await expect(page.getByText('16 384 / 16 384')).toBeVisible({ timeout: 30_000 });
  await app.evaluate(({ dialog, Menu }) => {
    const asked: string[] = [];
    Object.assign(globalThis, { asked });
    const build = Menu.buildFromTemplate.bind(Menu);
    Menu.buildFromTemplate = (template) => {
      Object.assign(globalThis, { inTray: template.map(({ label }) => label ?? '') });
      return build(template);
    };
    dialog.showMessageBox = ((_window: unknown, { message }: { message: string }) => {
      asked.push(message);
      return Promise.resolve({ response: 0, checkboxChecked: false });
    }) as never;
  });
  const isVisible = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.isVisible());
  const close = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.close());
  const asked = () => app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);
  const { id } = await callEngine<{ id: string }>(page, 'schedules.save', {
    id: null,
    schedule: {
      ...{ name: 'Nightly', profileId: 'lab', runbookId: 'backup.take', parameters: {}, cron: '0 2 * * *' },
      ...{ timeZone: 'UTC', missed: 'skip', enabled: true, notify: { on: 'never', channels: [] } },
    },
  });
  try {
    const [engine] = enginesOf(app);
    // The shell hears of the schedule a moment after the page.
    await expect
      .poll(() => app.evaluate(() => (globalThis as unknown as { inTray?: string[] }).inTray ?? []))
      .toContainEqual(expect.stringMatching(/^Next: Nightly, /));
    await close();
    await expect.poll(isVisible).toBe(false);
    expect(await asked()).toEqual([expect.stringContaining('stays in the tray')]);
    expect(isGone(engine!)).toBe(false);

    await app.evaluate(({ app: shell }) => shell.emit('second-instance')); // as starting it once more does
    await expect.poll(isVisible).toBe(true);
    await close();
    await expect.poll(isVisible).toBe(false);
    expect(await asked()).toHaveLength(1);
  } finally {
    await demo.marsad('schedule', 'remove', id);
  }
});
