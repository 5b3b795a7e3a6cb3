// The desktop's window: what it shows, what its page may do, and what becomes of a page that crashes.

import { spawnSync } from 'node:child_process';
import { expect } from './demo.ts';
import { enginesOf, test } from './desktop.ts';

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
