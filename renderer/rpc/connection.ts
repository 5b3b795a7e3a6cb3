// The one connection of the page to the engine. When it drops, it is opened again with a growing pause; calls fail meanwhile,
// and streams are told, so that screens say how old their figures are instead of going blank.

import { createStore } from 'zustand/vanilla';
import type { CallName, RequestOf, OutputOf, StateOf, StreamName } from '../../shared/contract/index.ts';
import { AppError } from '../../shared/errors.ts';
import { createRpcClient, type CallOptions, type RpcClient, type Watcher } from '../../shared/rpc-client.ts';
import type { Wire } from '../../shared/wire.ts';

export interface ConnectionState {
  readonly status: 'connecting' | 'open' | 'lost';
  /** When the present status began. */
  readonly sinceMs: number;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

export const connectionStore = createStore<ConnectionState>(() => ({ status: 'connecting', sinceMs: Date.now() }));

let client: RpcClient | undefined;

/** Opens the connection and keeps it open as long as the page lives. */
export function keepConnected(openWire: () => Promise<Wire>): void {
  let pauseMs = FIRST_PAUSE_MS;
  const retry = (): void => {
    setTimeout(connect, pauseMs);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  };
  const lose = (): void => {
    client = undefined;
    if (connectionStore.getState().status !== 'lost') connectionStore.setState({ status: 'lost', sinceMs: Date.now() });
    retry();
  };
  const connect = (): void => {
    openWire().then((wire) => {
      wire.onClose(lose);
      client = createRpcClient(wire);
      pauseMs = FIRST_PAUSE_MS;
      connectionStore.setState({ status: 'open', sinceMs: Date.now() });
    }, lose);
  };
  connect();
}

/** One call to the engine. Rejects with an {@link AppError}; `unreachable` while there is no connection. */
export function call<K extends CallName>(name: K, input: RequestOf<K>, options?: CallOptions): Promise<OutputOf<K>> {
  if (!client) return Promise.reject(noConnection());
  return client.call(name, input, options);
}

/** Watches a stream on the present connection; `onEnd` is called when it ends, also because the connection dropped. */
export function watch<K extends StreamName>(name: K, input: RequestOf<K>, watcher: Watcher<StateOf<K>>): () => void {
  if (!client) return () => {};
  return client.watch(name, input, watcher);
}

/** What a failed call is shown as: an AppError whatever was thrown. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return new AppError('internal', error instanceof Error ? error.message : String(error));
}

function noConnection(): AppError {
  return new AppError('unreachable', 'There is no connection to the engine.', {
    hint: 'It is opened again by itself. Try once more when the banner is gone.',
  });
}
