// The native menu. Its Go items only change the page's address; the page decides what they show.

import { Menu, type BrowserWindow, type MenuItemConstructorOptions } from 'electron';
import { START_URL } from './origin.ts';
import { menuTexts } from './menu-texts.ts';

const SCREENS = ['fleet', 'topology', 'slots', 'lag', 'cache', 'runbooks', 'backups'] as const;

export function setMenu(window: BrowserWindow): void {
  const text = menuTexts.en;
  const go: MenuItemConstructorOptions[] = SCREENS.map((screen, index) => ({
    label: text[screen],
    accelerator: `CmdOrCtrl+${index + 1}`,
    click: () => void window.loadURL(`${START_URL}#/${screen}`),
  }));
  const template: MenuItemConstructorOptions[] = [
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
    { label: text.file, submenu: [{ role: process.platform === 'darwin' ? 'close' : 'quit' }] },
    { role: 'editMenu' },
    { label: text.go, submenu: go },
    {
      label: text.view,
      submenu: [
        { role: 'reload' },
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
