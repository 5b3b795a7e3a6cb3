// How the desktop ends. While schedules are switched on, closing the window only hides it (tray.ts). Closing the window
// otherwise, or quitting, asks first while a run goes on; then the run is cancelled where that is
// safe, the window stays until it is, and only then everything goes. The engine's own end is said, and ends the app.

import { app, dialog, type BrowserWindow } from 'electron';
import type { Engine } from './engine.ts';
import { menuTexts } from './menu-texts.ts';
import type { InTray } from './tray.ts';

type Phase = 'open' | 'asking' | 'ending' | 'over';

export function endTogether(window: BrowserWindow, engine: Engine, tray: InTray): void {
  const text = menuTexts.en;
  let phase: Phase = 'open';
  let running: readonly string[] = [];
  engine.onMessage((message) => {
    if (message.kind === 'runs') running = message.running;
  });
  engine.onEnd(() => {
    const wasAsked = phase === 'ending';
    phase = 'over';
    if (!wasAsked) dialog.showErrorBox(text.engineEnded, text.engineEndedDetail);
    app.quit();
  });

  function end(): void {
    if (phase === 'over') return;
    phase = 'ending';
    engine.stop();
  }

  /** True for the second button. Escape and closing the question are the first, which changes nothing. */
  async function asks(message: string, buttons: [string, string]): Promise<boolean> {
    const detail = running.join('\n');
    const { response } = await dialog.showMessageBox(window, {
      type: 'warning',
      title: 'Marsad',
      message,
      detail,
      buttons,
      defaultId: 0,
      cancelId: 0,
    });
    return response === 1;
  }

  async function askAndEnd(): Promise<void> {
    if (phase === 'open' && running.length === 0) return end();
    if (phase === 'open') {
      phase = 'asking';
      const mayEnd = await asks(text.runGoesOn, [text.keepOpen, text.cancelAndClose]);
      if ((phase as Phase) === 'asking') phase = 'open';
      if (mayEnd) end();
    } else if (phase === 'ending' && running.length > 0) {
      if (await asks(text.runIsEnding, [text.wait, text.leaveNow])) engine.kill();
    }
  }

  const intercept = (event: { preventDefault(): void }): void => {
    if (phase === 'over') return;
    event.preventDefault();
    void askAndEnd();
  };
  window.on('close', (event) => {
    if (phase !== 'open' || !tray.canStay()) return intercept(event);
    event.preventDefault();
    phase = 'asking';
    void tray.stay().then((stays) => {
      if (phase === 'asking') phase = 'open';
      if (!stays) void askAndEnd();
    });
  });
  app.on('before-quit', intercept);
  app.on('window-all-closed', () => app.quit());
  // From outside (Ctrl-C, the end of the session) nobody can be asked.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, end);
}
