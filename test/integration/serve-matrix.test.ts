// Browser mode against wrong requests: every route × method × Host × Origin × token or cookie. Only the one right
// combination of each route may pass, and nothing else may reach the engine.

import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { connect } from 'node:net';
import { join } from 'node:path';
import { ROUTES, type Route } from '../../main/serve/routes.ts';
import { serveConsole, type ConsoleServer } from '../../main/serve/serve-console.ts';

const log = { info: () => {}, warn: () => {}, error: () => {} };
const PAGE = '<!doctype html><title>the console</title>';

let folder: string;
let server: ConsoleServer;
let served = 0;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marsad-serve-'));
  const renderer = join(folder, 'renderer');
  await mkdir(join(renderer, 'assets'), { recursive: true });
  await writeFile(join(renderer, 'index.html'), PAGE);
  await writeFile(join(renderer, 'assets', 'main-1a2b.js'), 'export {};');
  await writeFile(join(renderer, 'notes.txt'), 'not of a kind that is served');
  await writeFile(join(folder, 'secret.html'), 'outside');
  await symlink(join(folder, 'secret.html'), join(renderer, 'link.html'));
  const app = {
    serve: () => {
      served += 1;
      return () => {};
    },
  };
  server = await serveConsole({ app, rendererFolder: renderer, log });
});

after(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

interface Ask {
  readonly method?: string;
  readonly path: string;
  readonly host?: string | null;
  readonly origin?: string | null;
  readonly cookie?: string | null;
  readonly upgrade?: boolean;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A request with exactly these headers, sent to the server whatever its Host says. */
function ask({ method = 'GET', path, host = own(), origin = null, cookie = null, upgrade = false }: Ask): Promise<Answer> {
  const headers: Record<string, string> = {};
  if (host !== null) headers.host = host;
  if (origin !== null) headers.origin = origin;
  if (cookie !== null) headers.cookie = cookie;
  if (upgrade) {
    Object.assign(headers, {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    });
  }
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port: server.port, method, path, headers, setHost: false, agent: false });
    request.on('error', reject);
    request.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve({ status: 101, headers: response.headers, body: '' });
    });
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks).toString() }));
      response.on('error', reject);
    });
    request.end();
  });
}

const own = (): string => `127.0.0.1:${server.port}`;

async function session(): Promise<string> {
  const { pathname, search } = new URL(server.newAddress());
  const entered = await ask({ path: pathname + search });
  assert.equal(entered.status, 303);
  return entered.headers['set-cookie']![0]!.split(';')[0]!;
}

describe('every wrong combination is refused', () => {
  const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'];
  const hosts = () => [own(), `localhost:${server.port}`, 'evil.example', `evil.example:${server.port}`, '127.0.0.1', `127.0.0.1:${server.port + 1}`];
  const origins = (host: string) => [null, `http://${host}`, 'http://evil.example', 'null', `https://${host}`, `http://${host}.evil.example`];

  function expected(route: Route, asked: Required<Pick<Ask, 'method' | 'host' | 'origin' | 'upgrade'>>, knows: boolean): boolean {
    return (
      knows &&
      [own(), `localhost:${server.port}`].includes(asked.host!) &&
      (asked.origin === null ? !route.originRequired : asked.origin === `http://${asked.host}`) &&
      route.methods.includes(asked.method) &&
      route.upgrade === asked.upgrade
    );
  }

  for (const route of ROUTES) {
    it(`${route.name}: ${route.path}`, async () => {
      const goodCookie = await session();
      let passed = 0;
      for (const method of METHODS) {
        for (const host of hosts()) {
          for (const origin of origins(host)) {
            for (const secret of ['none', 'wrong', 'right'] as const) {
              const token = secret === 'right' ? new URL(server.newAddress()).searchParams.get('token') : secret === 'wrong' ? 'A'.repeat(43) : '';
              const cookie = secret === 'right' ? goodCookie : secret === 'wrong' ? `marsad-${server.port}=${'A'.repeat(43)}` : null;
              const path = route.path === '*' ? '/' : route.access === 'token' ? `${route.path}?token=${token}` : route.path;
              const asked = { method, path, host, origin, upgrade: route.upgrade && method === 'GET', cookie: route.access === 'token' ? null : cookie };
              const servedBefore = served;
              const answer = await ask(asked);
              const what = JSON.stringify({ ...asked, cookie: secret });
              if (expected(route, asked, secret === 'right')) {
                assert.ok([101, 200, 303].includes(answer.status), `${what} → ${answer.status}`);
                passed += 1;
                continue;
              }
              assert.ok([401, 403, 405, 421, 426].includes(answer.status), `${what} → ${answer.status}`);
              assert.equal(served, servedBefore, what);
              assert.equal(answer.headers['set-cookie'], undefined, what);
              assert.equal(answer.headers['access-control-allow-origin'], undefined, what);
              assert.ok(!answer.body.includes('the console</title>'), what);
            }
          }
        }
      }
      assert.ok(passed > 0, 'the right combination passes');
    });
  }
});

describe('the session', () => {
  it('comes from an address that works once, as a cookie no script and no other site can use', async () => {
    const { pathname, search } = new URL(server.newAddress());
    const first = await ask({ path: pathname + search });
    assert.equal(first.headers.location, '/');
    assert.match(first.headers['set-cookie']![0]!, /; HttpOnly; SameSite=Strict; Path=\/$/);
    const second = await ask({ path: pathname + search });
    assert.equal(second.status, 401);
    assert.match(second.body, /Open the address Marsad printed/);
  });

  it('also begins from a link on another page, which a redirect alone would lose', async () => {
    const { pathname, search } = new URL(server.newAddress());
    const response = await fetch(`http://${own()}${pathname}${search}`, { headers: { 'sec-fetch-site': 'cross-site' }, redirect: 'manual' });
    assert.equal(response.status, 200);
    assert.match(response.headers.get('set-cookie') ?? '', /SameSite=Strict/);
    assert.match(await response.text(), /http-equiv="refresh" content="0;url=\/"/);
  });

  it('says how to get in when there is none', async () => {
    const answer = await ask({ path: '/' });
    assert.equal(answer.status, 401);
    assert.match(answer.body, /Open the address Marsad printed/);
  });

  it('is not given by a server on another port', async () => {
    const cookie = (await session()).replace(`marsad-${server.port}`, `marsad-${server.port + 1}`);
    assert.equal((await ask({ path: '/', cookie })).status, 401);
  });
});

describe('files', () => {
  it('come with strict headers, the page never from a cache', async () => {
    const cookie = await session();
    const page = await ask({ path: '/', cookie });
    assert.equal(page.body, PAGE);
    assert.equal(page.headers['cache-control'], 'no-store');
    assert.match(String(page.headers['content-security-policy']), /default-src 'none'; script-src 'self'; style-src 'self';/);
    assert.doesNotMatch(String(page.headers['content-security-policy']), /unsafe-eval|script-src[^;]*unsafe-inline|\*/);
    assert.equal(page.headers['x-content-type-options'], 'nosniff');
    assert.equal(page.headers['referrer-policy'], 'no-referrer');
    const script = await ask({ path: '/assets/main-1a2b.js', cookie });
    assert.match(String(script.headers['content-type']), /javascript/);
    assert.match(String(script.headers['cache-control']), /immutable/);
    assert.equal((await ask({ method: 'HEAD', path: '/', cookie })).body, '');
  });

  const OUTSIDE = ['/../secret.html', '/..%2fsecret.html', '/%2e%2e/secret.html', '/assets/..%5c..%5csecret.html', '/....//secret.html',
    '//evil.example/secret.html', '/link.html', '/notes.txt', '/assets', '/index.html%00.js', '/__proto__', 'http://evil.example/', '/%'];
  for (const path of OUTSIDE) {
    it(`nothing for ${path}`, async () => {
      const answer = await ask({ path, cookie: await session() });
      assert.ok([400, 404].includes(answer.status), String(answer.status));
      assert.doesNotMatch(answer.body, /outside|not of a kind/);
    });
  }

  it('say what to do when the renderer is not built', async () => {
    const bare = await serveConsole({ app: { serve: () => () => {} }, rendererFolder: join(folder, 'nowhere'), log });
    try {
      const entered = await fetch(bare.newAddress(), { redirect: 'manual' });
      const page = await fetch(`http://127.0.0.1:${bare.port}/`, { headers: { cookie: entered.headers.get('set-cookie')!.split(';')[0]! } });
      assert.equal(page.status, 503);
      assert.match(await page.text(), /npm run build/);
    } finally {
      await bare.close();
    }
  });
});

it('listens on loopback only', async (context) => {
  const outside = Object.values(networkInterfaces()).flat().find((address) => address && !address.internal && address.family === 'IPv4');
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
  const socket = new WebSocket(`ws://${own()}/socket`, { origin: `http://${own()}`, headers: { cookie: await session() } });
  const code = await new Promise<number>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', resolve);
    socket.on('open', () => {
      for (let i = 0; i < 2000; i += 1) socket.send('{"t":"cancel","id":1}');
    });
  });
  assert.equal(code, 1008);
});
