// The engine as a process of its own, under the desktop shell: a backup that hashes gigabytes must never make a window stutter,
// and a page that crashes must never end a run. Started by electron/engine.ts; speaks engine-messages.ts.

import { createApp, type App } from '../app.ts';
import type { FromEngine, ToEngine } from './engine-messages.ts';
import type { Host } from '../host.ts';
import { createLog } from '../log.ts';
import { createNodeHost } from '../node-host.ts';
import { followOwnRuns, type OwnRuns } from './own-runs.ts';
import { createPageWires } from './page-wires.ts';
import { createRemoteSecrets } from './remote-secrets.ts';
import { followSchedules } from './schedules-glance.ts';
import { systemClock } from '../system-clock.ts';

/** The part of Electron's utility process port that is used; absent under plain Node, where `process.send` serves. */
interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: ToEngine }) => void): void;
  postMessage(message: FromEngine): void;
}
const port = (process as unknown as { readonly parentPort?: ParentPort }).parentPort;

const send = (message: FromEngine): void => {
  if (port) port.postMessage(message);
  // A shell that died a moment ago is no error of ours: `disconnect` follows, and runs are ended in order.
  else if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
};

type PageMessage = Extract<ToEngine, { kind: 'open' | 'frame' | 'taken' | 'close' }>;
const pages = createPageWires(send);
const secrets = createRemoteSecrets(send);
let app: App | undefined;
let runs: OwnRuns | undefined;
let isStopping = false;
/** What pages said before the engine was ready; said again, in order, when it is. */
const early: PageMessage[] = [];

function receive(message: ToEngine): void {
  switch (message.kind) {
    case 'start':
      start(message.secretStorage).catch(fail);
      break;
    case 'secret':
      secrets.answer(message);
      break;
    case 'stop':
      stop();
      break;
    default:
      if (app) carry(app, message);
      else early.push(message);
  }
}

function carry(engine: App, message: PageMessage): void {
  switch (message.kind) {
    case 'open':
      engine.serve(pages.open(message.wire));
      break;
    case 'frame':
      pages.deliver(message.wire, message.text);
      break;
    case 'taken':
      pages.taken(message.wire, message.length);
      break;
    case 'close':
      pages.end(message.wire);
      break;
  }
}

async function start(secretStorage: Extract<ToEngine, { kind: 'start' }>['secretStorage']): Promise<void> {
  const plain = createNodeHost('desktop');
  const host: Host = {
    ...plain,
    secrets: { ...secretStorage, ...secrets.store },
    notify: (result) => send({ kind: 'notify', ...result }),
  };
  const engine = await createApp({ host, clock: systemClock, log: createLog(host.paths) });
  if (isStopping) return engine.dispose();
  app = engine;
  runs = await followOwnRuns(engine, (running) => send({ kind: 'runs', running }));
  followSchedules(engine, (glance) => send({ kind: 'schedules', ...glance }));
  send({ kind: 'ready' });
  for (const message of early.splice(0)) carry(engine, message);
}

/** Runs are cancelled first and waited for, with the pages still watching; then everything else ends. */
async function end(): Promise<void> {
  await runs?.cancelAll();
  await app?.dispose();
}

function stop(): void {
  if (isStopping) return;
  isStopping = true;
  end().then(() => process.exit(0), fail);
}

function fail(error: unknown): void {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

if (port) port.on('message', ({ data }) => receive(data));
else process.on('message', (message) => receive(message as ToEngine));
// The shell is gone, however it ended: nobody takes frames any more.
process.on('disconnect', () => {
  pages.endAll();
  stop();
});
process.on('SIGINT', () => undefined); // Ctrl-C goes to the whole terminal group; the shell decides and says `stop`
process.on('SIGHUP', stop);
process.on('SIGTERM', () => (isStopping ? process.exit(1) : stop()));
