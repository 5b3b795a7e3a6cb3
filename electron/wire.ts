// Frames between the page and the engine. A frame is taken only from the main frame of our own page; a reload or a crash of
// the page ends its wire, and with it every call and stream it had open.

import { ipcMain, type BrowserWindow, type IpcMainEvent } from 'electron';
import { MAX_FRAME_LENGTH } from '../shared/wire.ts';
import type { Engine } from './engine.ts';
import { isOwnPage } from './own-page.ts';

let nextWire = 1;

/** Connects a window for its whole life: a page that speaks has a wire. */
export function connectWindow(window: BrowserWindow, engine: Engine): void {
  let wire: number | null = null;

  function end(): void {
    if (wire !== null) engine.send({ kind: 'close', wire });
    wire = null;
  }

  function receive(event: IpcMainEvent, text: unknown): void {
    if (!isOwnPage(event.senderFrame, window.webContents.mainFrame) || typeof text !== 'string') return;
    if (text.length > MAX_FRAME_LENGTH) {
      end();
      return window.webContents.send('marsad:closed');
    }
    if (wire === null) {
      wire = nextWire++;
      engine.send({ kind: 'open', wire });
    }
    engine.send({ kind: 'frame', wire, text });
  }

  function taken(event: IpcMainEvent, of: unknown, length: unknown): void {
    if (!isOwnPage(event.senderFrame, window.webContents.mainFrame) || wire === null || of !== wire) return;
    if (typeof length === 'number' && Number.isSafeInteger(length) && length >= 0)
      engine.send({ kind: 'taken', wire, length });
  }

  ipcMain.on('marsad:frame', receive);
  ipcMain.on('marsad:taken', taken);
  engine.onMessage((message) => {
    if (window.isDestroyed()) return;
    if (message.kind === 'frame' && message.wire === wire) window.webContents.send('marsad:frame', wire, message.text);
    if (message.kind === 'closed' && message.wire === wire) {
      wire = null;
      window.webContents.send('marsad:closed');
    }
  });
  window.webContents.on('did-start-navigation', (...words: unknown[]) => {
    if (isNewPage(words)) end();
  });
  window.webContents.on('render-process-gone', end);
  window.once('closed', () => {
    ipcMain.removeListener('marsad:frame', receive);
    ipcMain.removeListener('marsad:taken', taken);
    end();
  });
}

/** True for a load of the main frame that replaces the document. Older runtimes pass the facts as arguments, newer ones in the event. */
function isNewPage([event, , inPlace, mainFrame]: readonly unknown[]): boolean {
  const facts = event as { readonly isSameDocument?: boolean; readonly isMainFrame?: boolean };
  return !(facts.isSameDocument ?? inPlace === true) && (facts.isMainFrame ?? mainFrame === true);
}
