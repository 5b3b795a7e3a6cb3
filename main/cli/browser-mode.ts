// Browser mode of the command line: serves the console until Ctrl-C, and prints a new address for every Enter.

import { once } from 'node:events';
import { serveConsole } from '../serve/serve-console.ts';
import { openBrowser } from './open-browser.ts';
import { ensureRendererBuilt, RENDERER_FOLDER } from './repository.ts';
import type { AppSession } from './session.ts';

export interface BrowserModeOptions {
  readonly port?: number;
  readonly open: boolean;
}

/** Resolves after Ctrl-C or SIGTERM, when nothing is served any more. */
export async function runBrowserMode(
  { app, log, printer, signal }: AppSession,
  { port, open }: BrowserModeOptions,
): Promise<void> {
  await ensureRendererBuilt(printer);
  if (signal.aborted) return;
  const server = await serveConsole({
    app,
    rendererFolder: RENDERER_FOLDER,
    log,
    ...(port === undefined ? {} : { port }),
  });
  try {
    const address = server.newAddress();
    printer.result({ address, port: server.port }, () => [`Open ${address}`]);
    const close = open ? await openBrowser(server.newAddress()).catch(() => undefined) : undefined; // the printed one is enough
    const stopReading = process.stdin.isTTY
      ? printOnEnter(() => printer.note(`Open ${server.newAddress()}`))
      : () => {};
    printer.note(
      `The address is good once, in one browser.${process.stdin.isTTY ? ' Enter prints a new one;' : ''} Ctrl-C ends Marsad.`,
    );
    if (!signal.aborted) await once(signal, 'abort');
    stopReading();
    close?.();
  } finally {
    await server.close();
  }
}

function printOnEnter(print: () => void): () => void {
  process.stdin.on('data', print);
  return () => {
    process.stdin.off('data', print);
    process.stdin.pause();
  };
}
