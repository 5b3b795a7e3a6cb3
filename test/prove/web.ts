// Proof: browser mode against wrong requests. Every route the code names × method × Host × Origin × what the asker knows; only
// the one right combination of each route may pass, and nothing else may reach the engine.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROUTES, type Route } from '../../main/serve/routes.ts';
import { serveConsole, type ConsoleServer } from '../../main/serve/serve-console.ts';
import { keyIn, sendRaw, type RawAnswer, type RawRequest } from '../fixtures/raw-request.ts';
import type { Prove } from './proof.ts';

const PAGE = '<!doctype html><title>the console</title>';
const WAYS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'preflight', 'socket'] as const;
type Way = (typeof WAYS)[number];
/** `keyless`: the right cookie alone, as other ports of this machine get it. `other key`: the key of another session. */
const KNOWS = ['nothing', 'wrong', 'right', 'keyless', 'other key'] as const;
type Knows = (typeof KNOWS)[number];

interface Session {
  readonly cookie: string;
  readonly key: string;
}

interface Combination {
  readonly way: Way;
  readonly host: string;
  readonly origin: string | null;
  readonly knows: Knows;
}

export const prove: Prove = async (count) => {
  const folder = await mkdtemp(join(tmpdir(), 'marsad-web-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), PAGE);
  let reached = 0;
  const app = {
    serve: () => {
      reached += 1;
      return () => {};
    },
  };
  const server = await serveConsole({ app, rendererFolder: folder, log: { info() {}, warn() {}, error() {} } });
  const rows = [['route', 'tried', 'right, passed', 'wrong, refused', 'at fault']];
  const faults: string[] = [];
  let tried = 0;
  try {
    for (const route of ROUTES) {
      const figures = { tried: 0, passed: 0, refused: 0, faults: 0 };
      for (let round = 0; round < count; round += 1) {
        const [own, other] = [await enter(server), await enter(server)];
        for (const combination of combinationsOf(route, server.port)) {
          const reachedBefore = reached;
          const answer = await sendRaw(requestOf(route, combination, server, own, other));
          const isRight = isRightFor(route, combination, server.port);
          const fault = isRight ? faultOfRight(answer) : faultOfWrong(answer, reached - reachedBefore);
          figures.tried += 1;
          if (fault !== null) faults.push(`${route.path} ${JSON.stringify(combination)}: ${fault}`);
          figures[fault !== null ? 'faults' : isRight ? 'passed' : 'refused'] += 1;
        }
      }
      tried += figures.tried;
      if (figures.passed === 0) faults.push(`${route.path}: not even the right request passes`);
      rows.push([`${route.name} ${route.path}`, ...Object.values(figures).map(String)]);
    }
  } finally {
    await server.close();
    await rm(folder, { recursive: true });
  }
  return {
    rows: [...rows, ...faults.slice(0, 20).map((fault) => [fault])],
    closing: `${tried} combinations over ${ROUTES.length} routes, ${faults.length} at fault.`,
    holds: faults.length === 0,
  };
};

function* combinationsOf(route: Route, port: number): Generator<Combination> {
  const good = `127.0.0.1:${port}`;
  const hosts = [
    good,
    `localhost:${port}`,
    'evil.example',
    `evil.example:${port}`,
    '127.0.0.1',
    `127.0.0.1:${port + 1}`,
  ];
  for (const way of WAYS)
    for (const host of hosts)
      for (const origin of [
        null,
        `http://${host}`,
        'http://evil.example',
        'null',
        `https://${host}`,
        `http://${host}.evil.example`,
      ])
        for (const knows of route.access === 'key' ? KNOWS : KNOWS.slice(0, 3)) yield { way, host, origin, knows };
}

function isRightFor(route: Route, { way, host, origin, knows }: Combination, port: number): boolean {
  return (
    knows === 'right' &&
    [`127.0.0.1:${port}`, `localhost:${port}`].includes(host) &&
    (origin === null ? !route.originRequired : origin === `http://${host}`) &&
    (route.upgrade ? way === 'socket' : route.methods.includes(way))
  );
}

function requestOf(
  route: Route,
  combination: Combination,
  server: ConsoleServer,
  own: Session,
  other: Session,
): RawRequest {
  const { way, host, origin, knows } = combination;
  const nonsense = 'A'.repeat(43);
  const token = knows === 'right' ? tokenOf(server) : knows === 'wrong' ? nonsense : '';
  const cookie = knows === 'nothing' ? null : knows === 'wrong' ? `marsad-${server.port}=${nonsense}` : own.cookie;
  return {
    port: server.port,
    method: way === 'socket' ? 'GET' : way === 'preflight' ? 'OPTIONS' : way,
    path: route.path === '*' ? '/' : route.access === 'token' ? `${route.path}?token=${token}` : route.path,
    host,
    origin,
    cookie: route.access === 'token' ? null : cookie,
    upgrade: way === 'socket',
    preflight: way === 'preflight',
    key: knows === 'right' ? own.key : knows === 'other key' ? other.key : knows === 'wrong' ? nonsense : null,
  };
}

function faultOfRight({ status }: RawAnswer): string | null {
  return status === 101 || status === 200 ? null : `refused with ${status}`;
}

function faultOfWrong({ status, headers, body }: RawAnswer, reached: number): string | null {
  if (![401, 403, 405, 421, 426].includes(status)) return `answered ${status}`;
  if (reached > 0) return 'reached the engine';
  if (headers['set-cookie'] !== undefined) return 'was given a cookie';
  if (headers['access-control-allow-origin'] !== undefined) return 'another site may read it';
  return body.includes('the console</title>') ? 'was given the page' : null;
}

async function enter(server: ConsoleServer): Promise<Session> {
  const { pathname, search } = new URL(server.newAddress());
  const { headers, body } = await sendRaw({ port: server.port, path: pathname + search });
  return { cookie: headers['set-cookie']?.[0]?.split(';')[0] ?? '', key: keyIn(body) };
}

function tokenOf(server: ConsoleServer): string {
  return new URL(server.newAddress()).searchParams.get('token') ?? '';
}
