import { _electron, type ElectronApplication, type Page } from 'playwright/test';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { identityOf } from '../../main/process-identity.ts';
import { Lifetime } from '../../shared/lifetime.ts';
import { display } from '../fixtures/display.ts';
import { electronRuntime } from '../fixtures/electron-runtime.ts';
import { expect, test as base, type Demo } from './demo.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Desktop {
  readonly app: ElectronApplication;
  readonly page: Page;
}

/** The console's own window, on whatever Electron can be had here. Without one, the tests say which were tried. */
const test = base.extend<{ readonly desktop: Desktop }>({
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
      const environment = Object.fromEntries(
        Object.entries({ ...demo.environment, DISPLAY: screen.name }).filter(([, value]) => value !== undefined),
      ) as Record<string, string>;
      base.info().annotations.push({ type: 'runtime', description: runtime.source });
      const desktop = await openDesktop(runtime.path, environment);
      await use(desktop);
      await desktop.app.close();
    } finally {
      await lifetime.dispose();
    }
  },
});

/** Now and then the older runtime's debugger does not answer its first caller; then it is started once more. */
async function openDesktop(executablePath: string, env: Record<string, string>): Promise<Desktop> {
  for (let attempt = 1; ; attempt += 1) {
    const app = await _electron.launch({ executablePath, args: [root], env, timeout: 30_000 });
    try {
      return { app, page: await app.firstWindow({ timeout: 15_000 }) };
    } catch (error) {
      app.process().kill('SIGKILL');
      if (attempt === 2) throw error;
    }
  }
}

test('the desktop shows the fleet over its own scheme, and opens no port', async ({ desktop: { app, page } }) => {
  await expect(page.getByText('16 384 / 16 384')).toBeVisible({ timeout: 30_000 });
  expect(page.url()).toMatch(/^marsad:\/\/console\//);
  await page.keyboard.press('g');
  await page.keyboard.press('s');
  await expect(page.getByText('All 16 384 slots are served by 3 shards')).toBeVisible();
  const listening = spawnSync('ss', ['-ltnp'], { encoding: 'utf8' }).stdout ?? '';
  const own = listening.split('\n').filter((line) => line.includes(`pid=${app.process().pid},`));
  // The debugger ports are Playwright's own.
  expect(own.filter((line) => !/electron/.test(line))).toEqual([]);
});

test('the page is locked in: no Node, no other page, no new window, no permission', async ({
  desktop: { app, page },
}) => {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible({ timeout: 30_000 });
  expect(
    await page.evaluate(() =>
      ['require', 'process', 'Buffer', 'ipcRenderer', 'electron'].filter((name) => name in globalThis),
    ),
  ).toEqual([]);
  expect(await page.evaluate(() => Object.keys((globalThis as unknown as { marsad: object }).marsad))).toEqual([
    'send',
    'onFrame',
    'onClose',
  ]);

  const address = page.url();
  await page.evaluate(() => {
    globalThis.location.href = 'https://example.com/';
  });
  await page.evaluate(() => void globalThis.open('https://example.com/'));
  expect(page.url()).toBe(address);
  expect(app.windows()).toHaveLength(1);

  const outside = await page.evaluate(async () => {
    const tries = [
      'https://example.com/',
      'file:///etc/passwd',
      'marsad://console/../package.json',
      'marsad://other/index.html',
    ];
    return Promise.all(
      tries.map((url) =>
        fetch(url).then(
          ({ ok }) => ok,
          () => false,
        ),
      ),
    );
  });
  expect(outside).toEqual([false, false, false, false]);
  const inline = await page.evaluate(() => {
    const script = document.createElement('script');
    try {
      script.textContent = 'globalThis.wasRun = true';
      document.body.append(script);
    } catch {
      return 'refused'; // trusted types
    }
    return 'wasRun' in globalThis ? 'run' : 'refused';
  });
  expect(inline).toBe('refused');
  expect(await page.evaluate(() => Notification.requestPermission())).toBe('denied');
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    const contents = window!.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> };
    const { contextIsolation, nodeIntegration, sandbox, webSecurity } = contents.getLastWebPreferences();
    return { contextIsolation, nodeIntegration, sandbox, webSecurity };
  });
  expect(preferences).toEqual({ contextIsolation: true, nodeIntegration: false, sandbox: true, webSecurity: true });
});

test('frames over Electron IPC behave as on every wire', async ({ desktop: { page } }) => {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible({ timeout: 30_000 });
  const answers = await page.evaluate(async () => {
    interface Bridge {
      send(text: string): void;
      onFrame(listener: (text: string) => void): () => void;
    }
    const { marsad } = globalThis as unknown as { marsad: Bridge };
    const first = 900_000;
    const frames = [
      { t: 'call', id: first, name: 'app.info', input: {} },
      { t: 'call', id: first + 1, name: 'app.info', input: { extra: 1 } },
      { t: 'call', id: first + 2, name: '__proto__', input: {} },
      { t: 'call', id: first + 3, name: 'fleet.watch', input: {} },
    ];
    const answered = new Map<number, string>();
    return new Promise<string[]>((resolve) => {
      marsad.onFrame((text) => {
        const frame = JSON.parse(text) as { t: string; id: number; error?: { code: string } };
        if (frame.id < first) return;
        answered.set(frame.id, frame.error?.code ?? frame.t);
        if (answered.size === frames.length) resolve(frames.map(({ id }) => answered.get(id)!));
      });
      marsad.send('{ not json');
      for (const frame of frames) marsad.send(JSON.stringify(frame));
    });
  });
  expect(answers).toEqual(['ok', 'bad_request', 'not_found', 'not_found']);
});

test('the window remembers where it was, and the engine ends with it', async ({ desktop: { app, page } }) => {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible({ timeout: 30_000 });
  await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]!.setBounds({ x: 40, y: 30, width: 1200, height: 760 }),
  );
  const pid = app.process().pid!;
  const engines = (): string =>
    spawnSync('pgrep', ['-P', String(pid), '-f', 'engine-process'], { encoding: 'utf8' }).stdout.trim();
  const engine = engines();
  expect(engine).not.toBe('');
  await app.close();
  await expect.poll(() => spawnSync('kill', ['-0', engine]).status).not.toBe(0);
});

type Frame = {
  readonly t: string;
  readonly id: number;
  readonly output?: unknown;
  readonly error?: { readonly message: string };
};

/** One call over the page's own wire. */
function callEngine<Output>(page: Page, name: string, input: object): Promise<Output> {
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

const enginesOf = (app: ElectronApplication): number[] =>
  spawnSync('pgrep', ['-P', String(app.process().pid), '-f', 'engine-process'], { encoding: 'utf8' })
    .stdout.trim()
    .split('\n')
    .filter(Boolean)
    .map(Number);
const isGone = (pid: number): boolean => identityOf(pid) === undefined; // also where nobody takes note of its end

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

test('a page that crashes is shown again, on the same engine', async ({ desktop: { app, page } }) => {
  await expect(page.getByText('16 384 / 16 384')).toBeVisible({ timeout: 30_000 });
  const engine = enginesOf(app);
  // Asked of a page that has just crashed, this is never answered.
  const text = () =>
    app.evaluate(({ BrowserWindow }) =>
      Promise.race([
        BrowserWindow.getAllWindows()[0]!.webContents.executeJavaScript('document.body.innerText') as Promise<string>,
        new Promise<string>((resolve) => setTimeout(resolve, 1000, '')),
      ]),
    );
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.webContents.forcefullyCrashRenderer());
  await expect.poll(text, { timeout: 30_000 }).toMatch(/16\s384 \/ 16\s384/);
  expect(enginesOf(app)).toEqual(engine);
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
