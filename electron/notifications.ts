// Results of schedules as notifications of the desktop. A click shows the run.

import { Notification, type BrowserWindow } from 'electron';
import { START_URL } from './origin.ts';
import type { Engine } from './engine.ts';
import { show } from './tray.ts';

export function showNotifications(window: BrowserWindow, engine: Engine): void {
  /** One that nobody holds is collected, and its click with it. */
  const shown = new Set<Notification>();
  engine.onMessage((message) => {
    if (message.kind !== 'notify' || !Notification.isSupported()) return;
    const { title, body, runId } = message;
    const notification = new Notification({ title, body });
    shown.add(notification);
    notification.on('close', () => shown.delete(notification));
    notification.on('click', () => {
      shown.delete(notification);
      show(window);
      if (runId !== null && !window.isDestroyed())
        void window.loadURL(`${START_URL}#/runs/${encodeURIComponent(runId)}`);
    });
    notification.show();
  });
}
