import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { serveConsole } from '../../main/serve/serve-console.ts';
import { createWebSocketWire } from '../../main/serve/websocket-wire.ts';
import { runConformance } from './wire-conformance.ts';

const log = { info: () => {}, warn: () => {}, error: () => {} };

runConformance('WebSocket of browser mode', async (engine) => {
  const rendererFolder = await mkdtemp(join(tmpdir(), 'marsad-renderer-'));
  const server = await serveConsole({ app: engine, rendererFolder, log });
  const entered = await fetch(server.newAddress());
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
  const key = /"marsad\.key", "([\w-]+)"/.exec(await entered.text())?.[1] ?? '';
  const origin = `http://127.0.0.1:${server.port}`;
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/socket`, ['marsad', key], {
    origin,
    headers: { cookie },
  });
  await once(socket, 'open');
  return {
    wire: createWebSocketWire(socket),
    async close() {
      socket.terminate();
      await server.close();
      await rm(rendererFolder, { recursive: true });
    },
  };
});
