// The desktop shell: one instance, one window, one engine process. It holds no product logic.

import { app } from 'electron';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import envPaths from 'env-paths';
import { declareScheme, serveConsole } from './console-protocol.ts';
import { endTogether } from './ending.ts';
import { startEngine, type Engine } from './engine.ts';
import { openKeystore, type Keystore } from './keystore.ts';
import { setMenu } from './menu.ts';
import { showNotifications } from './notifications.ts';
import { show, showInTray } from './tray.ts';
import { openWindow } from './window.ts';
import { connectWindow } from './wire.ts';

const root = app.getAppPath();
const paths = envPaths('marsad', { suffix: '' });
const stateFolder = join(paths.data, 'desktop');

// Every process sandboxed, unless the runtime was told that this user cannot have one (see launch.ts).
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
declareScheme();
mkdirSync(stateFolder, { recursive: true });
app.setPath('userData', stateFolder);

if (app.requestSingleInstanceLock()) void app.whenReady().then(start);
else app.quit();

async function start(): Promise<void> {
  serveConsole(join(root, 'dist', 'renderer'));
  const keystore = await openKeystore(join(stateFolder, 'secrets'));
  const engine = startEngine(root);
  serveSecrets(engine, keystore);
  const { available, backend, reason } = keystore;
  engine.send({ kind: 'start', secretStorage: { available, backend, reason } });

  const window = openWindow({ preload: join(root, 'dist', 'electron', 'preload.cjs'), stateFolder });
  connectWindow(window, engine);
  setMenu(window);

  app.on('second-instance', () => {
    show(window);
  });
  showNotifications(window, engine);
  endTogether(window, engine, showInTray({ window, engine, icon: join(root, 'assets', 'tray.png'), stateFolder }));
}

function serveSecrets(engine: Engine, keystore: Keystore): void {
  engine.onMessage((message) => {
    if (message.kind !== 'secret') return;
    const { id, operation, name, value } = message;
    const done =
      operation === 'get'
        ? keystore.get(name)
        : (operation === 'set' ? keystore.set(name, value ?? '') : keystore.remove(name)).then(() => null);
    done.then(
      (found) => engine.send({ kind: 'secret', id, value: found, failure: null }),
      (error: unknown) =>
        engine.send({
          kind: 'secret',
          id,
          value: null,
          failure: error instanceof Error ? error.message : 'unknown reason',
        }),
    );
  });
}
