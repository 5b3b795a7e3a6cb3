// The one window: hardened, its place remembered. It may show the console and nothing else.

import { BrowserWindow, screen, session, shell, type Rectangle } from 'electron';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ORIGIN, START_URL } from './origin.ts';

const SMALLEST = { width: 1024, height: 640 };

interface Place {
  readonly bounds: Rectangle;
  readonly maximized: boolean;
}

/** `preload`: absolute path of the built preload script; `stateFolder`: where the window's place is kept. */
export function openWindow({ preload, stateFolder }: { preload: string; stateFolder: string }): BrowserWindow {
  const file = join(stateFolder, 'window.json');
  const place = readPlace(file);
  const window = new BrowserWindow({
    ...(place?.bounds ?? { width: 1440, height: 900 }),
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    show: false,
    backgroundColor: '#0a0e13',
    title: 'Marsad',
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
    },
  });
  if (place?.maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => {
    const now: Place = { bounds: window.getNormalBounds(), maximized: window.isMaximized() };
    writeFileSync(file, JSON.stringify(now));
  });
  confine(window);
  showAgainAfterCrash(window);
  void window.loadURL(START_URL);
  return window;
}

/** The engine and its runs go on without the page; an empty window would not say so. One that keeps crashing is left as it is. */
function showAgainAfterCrash(window: BrowserWindow): void {
  let lastMs = -Infinity;
  window.webContents.on('render-process-gone', () => {
    const nowMs = performance.now();
    if (nowMs - lastMs > 10_000) setImmediate(() => window.isDestroyed() || window.reload());
    lastMs = nowMs;
  });
}

/** No other page, no other window, no permission: each is asked for by a hostile page and by nothing of ours. */
function confine(window: BrowserWindow): void {
  window.webContents.on('will-navigate', (event, url) => {
    if (!url.startsWith(`${ORIGIN}/`)) event.preventDefault();
  });
  window.webContents.on('will-attach-webview', (event) => event.preventDefault());
  window.webContents.setWindowOpenHandler(({ url }) => {
    if (isOpenable(url)) void shell.openExternal(url);
    return { action: 'deny' };
  });
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  session.defaultSession.setPermissionCheckHandler(
    (_contents, permission) => permission === 'clipboard-sanitized-write',
  );
}

/** Only documentation of the servers is opened outside, in the system's browser. */
function isOpenable(address: string): boolean {
  try {
    const { protocol, hostname } = new URL(address);
    return protocol === 'https:' && ['redis.io', 'www.mongodb.com'].includes(hostname);
  } catch {
    return false;
  }
}

function readPlace(file: string): Place | undefined {
  try {
    const place = JSON.parse(readFileSync(file, 'utf8')) as Place;
    const { x, y, width, height } = place.bounds;
    const visible = screen
      .getAllDisplays()
      .some(
        ({ workArea }) =>
          x < workArea.x + workArea.width &&
          y < workArea.y + workArea.height &&
          x + width > workArea.x &&
          y + height > workArea.y,
      );
    return visible && width >= SMALLEST.width && height >= SMALLEST.height ? place : undefined;
  } catch {
    return undefined; // first start, or a file that is not ours: the default place serves
  }
}
