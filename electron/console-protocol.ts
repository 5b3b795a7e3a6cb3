// The page comes from `marsad://console/`, never from file://. Only files of the built renderer are served, each with the
// policy that forbids everything the console does not need.

import { protocol } from 'electron';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { securityHeaders } from '../main/serve/headers.ts';
import { SCHEME } from './origin.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.json': 'application/json',
};

/** Must run before the app is ready. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

/** The file a URL names inside `folder`; 404 for anything else, also for paths that try to leave it. */
export async function answer(folder: string, address: string): Promise<Answer> {
  const headers = securityHeaders(null);
  const notFound: Answer = { status: 404, headers, body: Buffer.from('not found') };
  const name = nameIn(address);
  if (name === undefined) return notFound;
  const path = normalize(join(folder, name));
  const type = TYPES[extname(path)];
  if (!path.startsWith(folder + sep) || path.includes('\0') || type === undefined) return notFound;
  try {
    return { status: 200, headers: { ...headers, 'Content-Type': type }, body: await readFile(path) };
  } catch {
    return notFound;
  }
}

function nameIn(address: string): string | undefined {
  try {
    const { host, pathname } = new URL(address);
    return host === 'console' ? decodeURIComponent(pathname) : undefined;
  } catch {
    return undefined; // not an address, or badly encoded
  }
}

export function serveConsole(folder: string): void {
  // Electron before 25 knows only the older call; it is what the shell's tests run on where no newer runtime can be had.
  if (typeof protocol.handle === 'function') {
    protocol.handle(SCHEME, async (request) => {
      const { status, headers, body } = await answer(folder, request.url);
      return new Response(new Uint8Array(body), { status, headers });
    });
    return;
  }
  protocol.registerBufferProtocol(SCHEME, (request, callback) => {
    void answer(folder, request.url).then(({ status, headers, body }) =>
      callback({ statusCode: status, headers, data: body }),
    );
  });
}
