// Browser mode: the console over loopback HTTP and one WebSocket per page. It binds to this machine only, answers nobody
// without a session, and reads no request body at all.

import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { WebSocketServer } from 'ws';
import { AppError } from '../../shared/errors.ts';
import { MAX_FRAME_LENGTH, SOCKET_PROTOCOL, type Wire } from '../../shared/wire.ts';
import type { Log, LogFields } from '../log.ts';
import { createGuard, type Guard, type Verdict } from './guard.ts';
import { enteredPolicy, securityHeaders } from './headers.ts';
import { enteredPage, plainPage, refusalPage } from './plain-page.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { listStaticFiles, type StaticFile } from './static-files.ts';
import { createWebSocketWire } from './websocket-wire.ts';

export interface ServeOptions {
  /** What answers the pages: the composed engine. */
  readonly app: { serve(wire: Wire): () => void };
  readonly rendererFolder: string;
  readonly log: Log;
  /** Default: any free one. */
  readonly port?: number;
}

export interface ConsoleServer {
  readonly port: number;
  /** A new address that opens the console once, in one browser. */
  newAddress(): string;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
const MAX_SOCKETS = 32;
const MAX_FRAMES_PER_SECOND = 500;
/** In a minute. */
const MAX_LOGGED_REFUSALS = 20;

export async function serveConsole({ app, rendererFolder, log, port = 0 }: ServeOptions): Promise<ConsoleServer> {
  const sessions = createSessions();
  const files = listStaticFiles(rendererFolder);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_LENGTH * 3,
    perMessageDeflate: false,
    handleProtocols: (offered) => offered.has(SOCKET_PROTOCOL) && SOCKET_PROTOCOL, // never the key beside it
  });
  const server = createServer({ maxHeaderSize: 16_384, headersTimeout: 10_000, requestTimeout: 30_000 });
  await listen(server, port);
  const boundPort = (server.address() as AddressInfo).port;
  const guard = createGuard(boundPort, sessions);

  const logRefusal = refusalLog(log);

  server.on('request', (request, response) => {
    request.resume(); // a body is thrown away unread
    const verdict = guard.judge(request, 'request');
    if (!verdict.ok) {
      logRefusal({ status: verdict.status, reason: verdict.reason, method: request.method });
      return refuse(response, verdict);
    }
    for (const [name, value] of Object.entries(securityHeaders(verdict.host))) response.setHeader(name, value);
    if (verdict.route.name === 'enter') return enter(response, verdict.url, sessions, guard);
    sendFile(request, response, files, verdict.url.pathname);
  });

  server.on('upgrade', (request, socket, head) => {
    const verdict = guard.judge(request, 'upgrade');
    if (!verdict.ok || sockets.clients.size >= MAX_SOCKETS) {
      const status = verdict.ok ? 503 : verdict.status;
      logRefusal({ status, reason: verdict.ok ? 'too many sockets' : verdict.reason, upgrade: true });
      return refuseUpgrade(socket, status);
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      app.serve(createWebSocketWire(webSocket, { maxFramesPerSecond: MAX_FRAMES_PER_SECOND }));
    });
  });

  return {
    port: boundPort,
    newAddress: () => `http://${HOST}:${boundPort}/enter?token=${sessions.issue()}`,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Anybody on this machine can be refused, as often as they like: that must not push everything else out of the log. */
function refusalLog(log: Log): (fields: LogFields) => void {
  let windowStartMs = performance.now();
  let refusals = 0;
  return (fields) => {
    const nowMs = performance.now();
    if (nowMs - windowStartMs >= 60_000) {
      if (refusals > MAX_LOGGED_REFUSALS) log.warn('serve.refused', { notLogged: refusals - MAX_LOGGED_REFUSALS });
      windowStartMs = nowMs;
      refusals = 0;
    }
    refusals += 1;
    if (refusals <= MAX_LOGGED_REFUSALS) log.warn('serve.refused', fields);
  };
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(
        new AppError('conflict', `Port ${port} of ${HOST} cannot be used (${cause.code ?? 'unknown reason'}).`, {
          hint: 'Choose another with --port, or leave it out for any free one.',
          cause,
        }),
      );
    });
    server.listen(port, HOST, resolve);
  });
}

/** Exchanges the token for the cookie and the key, and leaves the address without it. */
function enter(response: ServerResponse, url: URL, sessions: Sessions, guard: Guard): void {
  const session = sessions.exchange(url.searchParams.get('token') ?? '');
  if (session === undefined) return sendPage(response, 401, refusalPage(401));
  const nonce = randomBytes(16).toString('base64url');
  response.setHeader('set-cookie', `${guard.cookieName}=${session.cookie}; HttpOnly; SameSite=Strict; Path=/`);
  response.setHeader('content-security-policy', enteredPolicy(nonce));
  sendPage(response, 200, enteredPage(session.key, nonce));
}

function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  files: ReadonlyMap<string, StaticFile>,
  path: string,
): void {
  const file = files.get(path);
  if (file === undefined) {
    if (files.has('/')) return sendPage(response, 404, refusalPage(404));
    return sendPage(
      response,
      503,
      plainPage(503, 'The screens are not built', 'Run `npm run build`, then start Marsad again.'),
    );
  }
  response.writeHead(200, { 'content-type': file.contentType, 'cache-control': file.cacheControl });
  if (request.method === 'HEAD') return void response.end();
  pipeline(createReadStream(file.path), response).catch(() => response.destroy());
}

function refuse(response: ServerResponse, verdict: Extract<Verdict, { ok: false }>): void {
  response.setHeader('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
  response.setHeader('x-content-type-options', 'nosniff');
  if (verdict.allow !== undefined) response.setHeader('allow', verdict.allow);
  sendPage(response, verdict.status, refusalPage(verdict.status));
}

function sendPage(response: ServerResponse, status: number, page: string): void {
  response
    .writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', connection: 'close' })
    .end(page);
}

function refuseUpgrade(socket: Duplex, status: number): void {
  socket.on('error', () => socket.destroy());
  socket.once('finish', () => socket.destroy()); // whoever asked may never close its own side
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
