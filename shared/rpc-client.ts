// The asking side of a wire: calls with cancellation, and streams kept whole from a snapshot and ordered patches.
// Pure: no Node, no DOM. It trusts the engine's frames but never shows a state built on a gap: a gap reopens the stream.

import type { AbortSignalLike } from './clock.ts';
import type { CallName, RequestOf, OutputOf, StateOf, StreamName } from './contract/index.ts';
import { AppError } from './errors.ts';
import { apply } from './patch.ts';
import type { ClientFrame, ServerFrame, Wire } from './wire.ts';

export interface CallOptions {
  /** Aborting asks the engine to stop, and rejects the call with `cancelled` at once. */
  readonly signal?: AbortSignalLike;
}

export interface Watcher<State> {
  /** The whole state, first and after every change. Rows that did not change keep their identity. */
  onState(state: State): void;
  /** The stream is over and calls nothing again: with an error when it did not end by itself. Not called after unwatching. */
  onEnd?(error: AppError | undefined): void;
}

export interface RpcClient {
  call<K extends CallName>(name: K, input: RequestOf<K>, options?: CallOptions): Promise<OutputOf<K>>;
  /** Returns the function that stops watching; calling it twice is harmless. */
  watch<K extends StreamName>(name: K, input: RequestOf<K>, watcher: Watcher<StateOf<K>>): () => void;
  /** True once the wire is gone: every call and stream has ended with `unreachable`. */
  readonly closed: boolean;
}

interface OpenCall {
  settle(outcome: { readonly output: unknown } | { readonly error: AppError }): void;
}

interface OpenStream {
  readonly name: string;
  readonly input: unknown;
  readonly watcher: Watcher<object>;
  id: number;
  revision: number;
  /** Undefined until the first snapshot, and while a gap is being mended. */
  state: object | undefined;
}

/** A client on one wire. It lives as long as the wire does. */
export function createRpcClient(wire: Wire): RpcClient {
  const calls = new Map<number, OpenCall>();
  const streams = new Map<number, OpenStream>();
  let nextId = 1;
  let closed = false;

  const send = (frame: ClientFrame): void => wire.send(JSON.stringify(frame));

  function open(stream: OpenStream): void {
    stream.id = nextId++;
    stream.state = undefined;
    streams.set(stream.id, stream);
    send({ t: 'open', id: stream.id, name: stream.name, input: stream.input });
  }

  function close(stream: OpenStream): void {
    if (streams.delete(stream.id)) send({ t: 'close', id: stream.id });
  }

  function onPatch(frame: Extract<ServerFrame, { t: 'patch' }>, stream: OpenStream): void {
    if (stream.state === undefined || frame.rev !== stream.revision + 1) {
      close(stream);
      open(stream);
      return;
    }
    stream.revision = frame.rev;
    stream.state = apply(stream.state, frame.patch);
    stream.watcher.onState(stream.state);
  }

  function onFrame(frame: ServerFrame): void {
    if (frame.t === 'ok') return calls.get(frame.id)?.settle({ output: frame.output });
    if (frame.t === 'err') return calls.get(frame.id)?.settle({ error: AppError.from(frame.error) });
    const stream = streams.get(frame.id);
    if (!stream) return; // closed by us while this frame was under way
    if (frame.t === 'patch') return onPatch(frame, stream);
    if (frame.t === 'end') {
      streams.delete(frame.id);
      stream.watcher.onEnd?.(frame.error && AppError.from(frame.error));
      return;
    }
    stream.revision = frame.rev;
    stream.state = frame.state as object;
    stream.watcher.onState(stream.state);
  }

  function onText(text: string): void {
    let frame: ServerFrame;
    try {
      frame = JSON.parse(text) as ServerFrame;
    } catch {
      wire.close(); // the two sides no longer speak the same language: better no picture than a wrong one
      return;
    }
    onFrame(frame);
  }

  function onClose(): void {
    closed = true;
    for (const call of [...calls.values()]) call.settle({ error: disconnected() });
    const ended = [...streams.values()];
    streams.clear();
    for (const stream of ended) stream.watcher.onEnd?.(disconnected());
  }

  wire.onFrame(onText);
  wire.onClose(onClose);

  return {
    get closed() {
      return closed;
    },

    call<K extends CallName>(name: K, input: RequestOf<K>, options: CallOptions = {}) {
      return new Promise<OutputOf<K>>((resolve, reject) => {
        const { signal } = options;
        if (closed) return reject(disconnected());
        if (signal?.aborted) return reject(cancelled(name));
        const id = nextId++;
        const onAbort = (): void => {
          send({ t: 'cancel', id });
          calls.get(id)?.settle({ error: cancelled(name) });
        };
        calls.set(id, {
          settle(outcome) {
            calls.delete(id);
            signal?.removeEventListener('abort', onAbort);
            if ('error' in outcome) reject(outcome.error);
            else resolve(outcome.output as OutputOf<K>);
          },
        });
        signal?.addEventListener('abort', onAbort, { once: true });
        send({ t: 'call', id, name, input });
      });
    },

    watch(name, input, watcher) {
      if (closed) {
        watcher.onEnd?.(disconnected());
        return () => {};
      }
      const stream: OpenStream = {
        name,
        input,
        watcher: watcher as Watcher<object>,
        id: 0,
        revision: 0,
        state: undefined,
      };
      open(stream);
      return () => close(stream);
    },
  };
}

function disconnected(): AppError {
  return new AppError('unreachable', 'The connection to the engine was closed.', {
    hint: 'It is opened again by itself; a run that was going on goes on in the engine.',
  });
}

function cancelled(name: string): AppError {
  return new AppError('cancelled', `${name} was cancelled.`);
}
