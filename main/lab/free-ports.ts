// Picks loopback ports that nobody listens on.

import { createServer } from 'node:net';
import { randomInt } from 'node:crypto';
import getPort from 'get-port';

const LOOPBACK = '127.0.0.1';
/** Below the ports that outgoing connections take for themselves (32768 and up on Linux), so a port stays free until it is used. */
const FIRST = 20_000;
const LAST = 31_999;

/** Distinct free ports. Two processes asking at once may still collide; whoever starts a server checks that it is its own. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = await getPort({ port: candidates(), host: LOOPBACK });
    if (!ports.includes(port)) ports.push(port);
  }
  return ports;
}

/** The wanted ports when every one of them is free, else as many other free ones. */
export async function portsOrFree(wanted: readonly number[]): Promise<number[]> {
  const free = await Promise.all(wanted.map(isFree));
  return free.every(Boolean) ? [...wanted] : freePorts(wanted.length);
}

export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: LOOPBACK, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function* candidates(): Generator<number> {
  for (let tries = 0; tries < 500; tries++) yield randomInt(FIRST, LAST + 1);
}
