// All that a page may reach: text out, text in. Nothing of Electron or Node is exposed, and no event object crosses.

import { contextBridge, ipcRenderer } from 'electron';

const listeners = new Set<(text: string) => void>();

ipcRenderer.on('marsad:frame', (_event: unknown, wire: number, text: string) => {
  // Said by the page's own thread: while it hangs, the engine sees its frames wait.
  ipcRenderer.send('marsad:taken', wire, text.length);
  for (const listener of listeners) listener(text);
});

contextBridge.exposeInMainWorld('marsad', {
  send(text: string): void {
    ipcRenderer.send('marsad:frame', String(text));
  },
  onFrame(listener: (text: string) => void): () => void {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
  onClose(listener: () => void): () => void {
    const receive = (): void => listener();
    ipcRenderer.on('marsad:closed', receive);
    return () => void ipcRenderer.removeListener('marsad:closed', receive);
  },
});
