// Marsad in the tray while schedules are switched on: closing the window then hides it, and the engine goes on. Said once.

import { app, dialog, Menu, nativeImage, Tray, type BrowserWindow } from 'electron';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FromEngine } from '../main/process/engine-messages.ts';
import type { Engine } from './engine.ts';
import { menuTexts } from './menu-texts.ts';

export interface TrayOptions {
  readonly window: BrowserWindow;
  readonly engine: Engine;
  /** Absolute path of a small picture. */
  readonly icon: string;
  /** Where it is kept that the user was told. */
  readonly stateFolder: string;
}

export interface InTray {
  /** True where the window may be hidden instead of closed. */
  canStay(): boolean;
  /** Hides the window; the first time it asks. Resolves with false when the user would rather quit. */
  stay(): Promise<boolean>;
}

type Glance = Extract<FromEngine, { kind: 'schedules' }>;

export function showInTray({ window, engine, icon, stateFolder }: TrayOptions): InTray {
  const text = menuTexts.en;
  const toldFile = join(stateFolder, 'told-tray');
  let tray: Tray | null = null;
  let glance: Glance = { kind: 'schedules', switchedOn: 0, next: null };
  let running: readonly string[] = [];

  engine.onMessage((message) => {
    if (message.kind === 'schedules') glance = message;
    else if (message.kind === 'runs') running = message.running;
    else return;
    render();
  });
  engine.onEnd(() => tray?.destroy());

  function render(): void {
    if (glance.switchedOn === 0) {
      if (tray !== null && !window.isDestroyed() && !window.isVisible()) show(window); // nothing else would lead back to it
      tray?.destroy();
      tray = null;
      return;
    }
    if (tray === null) {
      tray = new Tray(nativeImage.createFromPath(icon));
      tray.on('click', () => show(window));
    }
    const next =
      glance.next === null ? text.nothingNext : `${text.next}: ${glance.next.name}, ${timeOf(glance.next.atMs)}`;
    tray.setToolTip(`Marsad · ${next}`);
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: text.open, click: () => show(window) },
        { type: 'separator' },
        { label: next, enabled: false },
        ...running.map((title) => ({ label: `${text.running}: ${title}`, enabled: false })),
        { type: 'separator' },
        { label: text.quit, click: () => app.quit() },
      ]),
    );
  }

  return {
    canStay: () => glance.switchedOn > 0,
    async stay() {
      if (!existsSync(toldFile)) {
        const { response } = await dialog.showMessageBox(window, {
          type: 'info',
          title: 'Marsad',
          message: text.staysInTray,
          detail: text.staysInTrayDetail,
          buttons: [text.stay, text.quitNow],
          defaultId: 0,
          cancelId: 0,
        });
        if (response === 1) return false;
        writeFileSync(toldFile, '');
      }
      if (!window.isDestroyed()) window.hide();
      return true;
    },
  };
}

export function show(window: BrowserWindow): void {
  if (window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

function timeOf(ms: number): string {
  return new Date(ms).toLocaleString(undefined, {
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
}
