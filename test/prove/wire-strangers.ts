// Strangers to the wire: frames of the desktop's window that are not our page, and sockets of other sites.

import { WebSocket } from 'ws';
import { isOwnPage } from '../../electron/own-page.ts';
import { ORIGIN } from '../../electron/origin.ts';
import { serveConsole } from '../../main/serve/serve-console.ts';
import type { App } from '../../main/app.ts';
import { oneOf } from './proof.ts';

export interface StrangersResult {
  readonly kind: string;
  readonly tried: number;
  readonly letIn: number;
}

/** Every sender but the main frame on our own address, as Electron would name it. */
export function tryForeignSenders(tried: number, random: () => number): StrangersResult {
  let letIn = 0;
  for (let count = 0; count < tried; count += 1) {
    const mainFrame = { url: `${ORIGIN}/index.html` };
    const sender = oneOf(random, [
      null,
      { url: mainFrame.url }, // a frame inside ours, on the same address
      { url: 'https://evil.example/' },
      { url: 'about:blank' },
      { url: `${ORIGIN}.evil.example/` },
    ]);
    if (isOwnPage(sender, mainFrame)) letIn += 1;
    const led = {
      url: oneOf(random, ['file:///etc/passwd', 'data:text/html,x', `${ORIGIN}x/`, 'marsad://other/', '']),
    };
    if (isOwnPage(led, led)) letIn += 1; // the main frame itself, led elsewhere
  }
  return { kind: 'wrong sender (desktop)', tried: tried * 2, letIn };
}

/** Sockets with the right cookie and key, but opened by another site. */
export async function tryForeignOrigins(app: App, tried: number, random: () => number): Promise<StrangersResult> {
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const server = await serveConsole({ app, rendererFolder: '/nowhere', log });
  let letIn = 0;
  try {
    const entered = await fetch(server.newAddress(), { redirect: 'manual' });
    const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
    const key = /"marsad\.key", "([\w-]{43})"/.exec(await entered.text())?.[1];
    if (key === undefined) throw new Error('browser mode gave no key');
    const own = `http://127.0.0.1:${server.port}`;
    for (let count = 0; count < tried; count += 1) {
      const origin = oneOf(random, [
        undefined,
        'null',
        'http://evil.example',
        `${own}.evil.example`,
        `https://${own.slice(7)}`,
      ]);
      if (await opens(`ws://127.0.0.1:${server.port}/socket`, key, cookie, origin)) letIn += 1;
    }
    // The same with the right Origin must work, or the proof shows nothing.
    if (!(await opens(`ws://127.0.0.1:${server.port}/socket`, key, cookie, own)))
      throw new Error('our own page is refused');
  } finally {
    await server.close();
  }
  return { kind: 'wrong origin (browser)', tried, letIn };
}

function opens(address: string, key: string, cookie: string, origin: string | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new WebSocket(address, ['marsad', key], {
      headers: { cookie },
      ...(origin === undefined ? {} : { origin }),
    });
    socket.on('error', () => resolve(false));
    socket.on('open', () => {
      socket.close();
      resolve(true);
    });
  });
}
