// The engine as a process of its own, under the desktop shell: a backup that hashes gigabytes must never make a window stutter,
// and a window that crashes must never end a run. Started by electron/engine.ts; speaks main/engine-messages.ts.

import { AppError } from '../shared/errors.ts';
import type { Wire } from '../shared/wire.ts';
import { createApp, type App } from './app.ts';
import type { FromEngine, ToEngine } from './engine-messages.ts';
import type { Host, SecretStore } from './host.ts';
import { createLog } from './log.ts';
import { createNodeHost } from './node-host.ts';
import { systemClock } from './system-clock.ts';

/** The part of Electron's utility process port that is used; absent under plain Node, where `process.send` serves. */
interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: ToEngine }) => void): void;
  postMessage(message: FromEngine): void;
}
const port = (process as unknown as { readonly parentPort?: ParentPort }).parentPort;

const send = (message: FromEngine): void => {
  if (port) port.postMessage(message);
  else process.send?.(message);
};

const frames = new Map<number, { deliver(text: string): void; end(): void }>();
const waiting = new Map<number, (answer: Extract<ToEngine, { kind: 'secret' }>) => void>();
let nextSecret = 1;

type PageMessage = Extract<ToEngine, { kind: 'open' | 'frame' | 'close' }>;
let app: App | undefined;
/** What pages said before the engine was ready; said again, in order, when it is. */
const early: PageMessage[] = [];

function receive(message: ToEngine): void {
  switch (message.kind) {
    case 'start':
      start(message.secretStorage).catch(fail);
      break;
    case 'open':
    case 'frame':
    case 'close':
      if (app) carry(app, message);
      else early.push(message);
      break;
    case 'secret':
      waiting.get(message.id)?.(message);
      waiting.delete(message.id);
      break;
    case 'stop':
      stop();
      break;
  }
}

function carry(engine: App, message: PageMessage): void {
  if (message.kind === 'open') engine.serve(wireOf(message.wire));
  else if (message.kind === 'frame') frames.get(message.wire)?.deliver(message.text);
  else frames.get(message.wire)?.end();
}

if (port) port.on('message', ({ data }) => receive(data));
else process.on('message', (message) => receive(message as ToEngine));
process.on('disconnect', stop);
process.on('SIGTERM', stop);


async function start(secretStorage: Extract<ToEngine, { kind: 'start' }>['secretStorage']): Promise<void> {
  const plain = createNodeHost('desktop');
  const host: Host = { ...plain, face: 'desktop', secrets: { ...secretStorage, ...remoteSecrets } };
  app = await createApp({ host, clock: systemClock, log: createLog(host.paths) });
  send({ kind: 'ready' });
  for (const message of early.splice(0)) carry(app, message);
}

function wireOf(number: number): Wire {
  const listeners = new Set<(text: string) => void>();
  const closers = new Set<() => void>();
  const end = (): void => {
    if (!frames.delete(number)) return;
    for (const closer of closers) closer();
  };
  frames.set(number, {
    deliver: (text) => {
      for (const listener of listeners) listener(text);
    },
    end,
  });
  return {
    send: (text) => send({ kind: 'frame', wire: number, text }),
    onFrame(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onClose(listener) {
      closers.add(listener);
      return () => closers.delete(listener);
    },
    close() {
      send({ kind: 'closed', wire: number });
      end();
    },
    backlogBytes: 0,
  };
}

function askShell(operation: 'get' | 'set' | 'remove', name: string, value: string | null): Promise<string | null> {
  const id = nextSecret++;
  return new Promise((resolve, reject) => {
    waiting.set(id, (answer) => {
      if (answer.failure === null) resolve(answer.value);
      else
        reject(
          new AppError('denied', `The keystore refused: ${answer.failure}`, {
            hint: 'Unlock the keyring of this desktop and try again.',
          }),
        );
    });
    send({ kind: 'secret', id, operation, name, value });
  });
}

const remoteSecrets: Pick<SecretStore, 'get' | 'set' | 'remove'> = {
  get: async (name) => (await askShell('get', name, null)) ?? undefined,
  set: async (name, value) => void (await askShell('set', name, value)),
  remove: async (name) => void (await askShell('remove', name, null)),
};

let stopping = false;
function stop(): void {
  if (stopping) return;
  stopping = true;
  void (app?.dispose() ?? Promise.resolve()).then(() => process.exit(0), fail);
}

function fail(error: unknown): void {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
