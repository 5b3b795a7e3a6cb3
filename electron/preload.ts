// All that a page may reach: text out, text in. Nothing of Electron or Node is exposed, and no event object crosses.

import { contextBridge, ipcRenderer } from 'electron';

contextBridge.exposeInMainWorld('marsad', {
  send(text: string): void {
    ipcRenderer.send('marsad:frame', String(text));
  },
  onFrame(listener: (text: string) => void): () => void {
    const receive = (_event: unknown, text: string): void => listener(text);
    ipcRenderer.on('marsad:frame', receive);
    return () => ipcRenderer.removeListener('marsad:frame', receive);
  },
  onClose(listener: () => void): () => void {
    const receive = (): void => listener();
    ipcRenderer.on('marsad:closed', receive);
    return () => ipcRenderer.removeListener('marsad:closed', receive);
  },
});
