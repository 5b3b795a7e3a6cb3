// Browser mode: sessions, files, and what it does to those who flood it. Wrong combinations of token, Host, Origin and method are
// the proof `web`.

import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { connect } from 'node:net';
import { join } from 'node:path';
import { serveConsole, type ConsoleServer } from '../../main/serve/serve-console.ts';
import { systemClock } from '../../main/system-clock.ts';
import { keyIn, sendRaw, type RawAnswer, type RawRequest } from '../fixtures/raw-request.ts';

const log = { info: () => {}, warn: () => {}, error: () => {} };
const PAGE = '<!doctype html><title>the console</title>';

let folder: string;
let server: ConsoleServer;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marsad-serve-'));
  const renderer = join(folder, 'renderer');
  await mkdir(join(renderer, 'assets'), { recursive: true });
  await writeFile(join(renderer, 'index.html'), PAGE);
  await writeFile(join(renderer, 'assets', 'main-1a2b.js'), 'export {};');
  await writeFile(join(renderer, 'notes.txt'), 'not of a kind that is served');
  await writeFile(join(folder, 'secret.html'), 'outside');
  await symlink(join(folder, 'secret.html'), join(renderer, 'link.html'));
  server = await serveConsole({ app: { serve: () => () => {} }, rendererFolder: renderer, log });
});

after(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const ask = (asked: Omit<RawRequest, 'port'>): Promise<RawAnswer> => sendRaw({ port: server.port, ...asked });

const own = (): string => `127.0.0.1:${server.port}`;

async function session(): Promise<{ readonly cookie: string; readonly key: string }> {
  const { pathname, search } = new URL(server.newAddress());
  const entered = await ask({ path: pathname + search });
  assert.equal(entered.status, 200);
  return { cookie: entered.headers['set-cookie']![0]!.split(';')[0]!, key: keyIn(entered.body) };
}

describe('the session', () => {
  it('comes from an address that works once, as a cookie no script and no other site can use', async () => {
    const { pathname, search } = new URL(server.newAddress());
    const first = await ask({ path: pathname + search });
    assert.match(first.body, /location\.replace\('\/'\)/);
    assert.match(
      String(first.headers['content-security-policy']),
      /^default-src 'none'; script-src 'nonce-[\w-]{22}';/,
    );
    assert.equal(first.headers['cache-control'], 'no-store');
    assert.match(first.headers['set-cookie']![0]!, /; HttpOnly; SameSite=Strict; Path=\/$/);
    const second = await ask({ path: pathname + search });
    assert.equal(second.status, 401);
    assert.match(second.body, /Open the address Marsad printed/);
  });

  it('is not given by its cookie alone: browsers send that to other ports of this machine too', async () => {
    const { cookie, key } = await session();
    const socket = { path: '/socket', upgrade: true, origin: `http://${own()}`, cookie };
    assert.equal((await ask(socket)).status, 401);
    const answer = await ask({ ...socket, key });
    assert.equal(answer.status, 101);
    assert.equal(answer.headers['sec-websocket-protocol'], 'marsad', 'the key is not repeated');
  });

  it('says how to get in when there is none', async () => {
    const answer = await ask({ path: '/' });
    assert.equal(answer.status, 401);
    assert.match(answer.body, /Open the address Marsad printed/);
  });

  it('is not given by a server on another port', async () => {
    const cookie = (await session()).cookie.replace(`marsad-${server.port}`, `marsad-${server.port + 1}`);
    assert.equal((await ask({ path: '/', cookie })).status, 401);
  });
});

describe('files', () => {
  it('come with strict headers, the page never from a cache', async () => {
    const { cookie } = await session();
    const page = await ask({ path: '/', cookie });
    assert.equal(page.body, PAGE);
    assert.equal(page.headers['cache-control'], 'no-store');
    assert.match(
      String(page.headers['content-security-policy']),
      /default-src 'none'; script-src 'self'; style-src 'self';/,
    );
    assert.doesNotMatch(String(page.headers['content-security-policy']), /unsafe-eval|script-src[^;]*unsafe-inline|\*/);
    assert.equal(page.headers['x-content-type-options'], 'nosniff');
    assert.equal(page.headers['referrer-policy'], 'no-referrer');
    const script = await ask({ path: '/assets/main-1a2b.js', cookie });
    assert.match(String(script.headers['content-type']), /javascript/);
    assert.match(String(script.headers['cache-control']), /immutable/);
    assert.equal((await ask({ method: 'HEAD', path: '/', cookie })).body, '');
  });

  const OUTSIDE = [
    '/../secret.html',
    '/..%2fsecret.html',
    '/%2e%2e/secret.html',
    '/assets/..%5c..%5csecret.html',
    '/....//secret.html',
    '//evil.example/secret.html',
    '/link.html',
    '/notes.txt',
    '/assets',
    '/index.html%00.js',
    '/__proto__',
    'http://evil.example/',
    '/%',
  ];
  for (const path of OUTSIDE) {
    it(`nothing for ${path}`, async () => {
      const answer = await ask({ path, cookie: (await session()).cookie });
      assert.ok([400, 404].includes(answer.status), String(answer.status));
      assert.doesNotMatch(answer.body, /outside|not of a kind/);
    });
  }

  it('say what to do when the renderer is not built', async () => {
    const bare = await serveConsole({ app: { serve: () => () => {} }, rendererFolder: join(folder, 'nowhere'), log });
    try {
      const entered = await fetch(bare.newAddress(), { redirect: 'manual' });
      const page = await fetch(`http://127.0.0.1:${bare.port}/`, {
        headers: { cookie: entered.headers.get('set-cookie')!.split(';')[0]! },
      });
      assert.equal(page.status, 503);
      assert.match(await page.text(), /npm run build/);
    } finally {
      await bare.close();
    }
  });
});

it('listens on loopback only', async (context) => {
  const outside = Object.values(networkInterfaces())
    .flat()
    .find((address) => address && !address.internal && address.family === 'IPv4');
  if (!outside) return context.skip('this machine has no other address');
  await assert.rejects(
    new Promise<void>((resolve, reject) => {
      const socket = connect(server.port, outside.address, () => resolve(socket.end() as unknown as void));
      socket.on('error', reject);
    }),
    { code: 'ECONNREFUSED' },
  );
});

it('says which port is taken', async () => {
  const again = serveConsole({ app: { serve: () => () => {} }, rendererFolder: folder, log, port: server.port });
  await assert.rejects(again, { code: 'conflict', hint: /--port/ });
});

it('cuts off a page that floods it', async () => {
  const { WebSocket } = await import('ws');
  const { cookie, key } = await session();
  const socket = new WebSocket(`ws://${own()}/socket`, ['marsad', key], {
    origin: `http://${own()}`,
    headers: { cookie },
  });
  const code = await new Promise<number>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', resolve);
    socket.on('open', () => {
      for (let i = 0; i < 2000; i += 1) socket.send('{"t":"cancel","id":1}');
    });
  });
  assert.equal(code, 1008);
});

it('ends although somebody who was refused a socket keeps the connection', async () => {
  const bare = await serveConsole({ app: { serve: () => () => {} }, rendererFolder: folder, log });
  const socket = connect({ port: bare.port, host: '127.0.0.1', allowHalfOpen: true });
  const answered = new Promise((resolve) => socket.once('data', resolve));
  socket.write(
    `GET /socket HTTP/1.1\r\nHost: 127.0.0.1:${bare.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
  );
  assert.match(String(await answered), /^HTTP\/1\.1 403/);
  try {
    assert.equal(
      await Promise.race([bare.close().then(() => 'closed'), systemClock.sleep(3000).then(() => 'hangs')]),
      'closed',
    );
  } finally {
    socket.destroy();
  }
});

it('does not let refusals fill the log', async () => {
  const told: unknown[] = [];
  const quiet = await serveConsole({
    app: { serve: () => () => {} },
    rendererFolder: folder,
    log: { ...log, warn: (event) => told.push(event) },
  });
  try {
    for (let count = 0; count < 60; count += 1)
      assert.equal((await fetch(`http://127.0.0.1:${quiet.port}/`)).status, 401);
    assert.equal(told.length, 20);
  } finally {
    await quiet.close();
  }
});
