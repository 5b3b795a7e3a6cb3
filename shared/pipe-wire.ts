// Two wires joined in memory: the command line talks to the engine through it, and tests use it as the simplest transport.
// Frames arrive in order and never in the tick they were sent in, as on any other transport.

import type { Wire } from './wire.ts';

export interface PipeWire extends Wire {
  /** Stops taking frames, as a slow reader does: they pile up in the other end's `backlogBytes`. */
  hold(): void;
  release(): void;
}

export function createPipe(): { readonly client: PipeWire; readonly server: PipeWire } {
  const client = createEnd();
  const server = createEnd();
  client.join(server);
  server.join(client);
  return { client, server };
}

type Item = { readonly text: string } | 'close';

interface End extends PipeWire {
  join(peer: End): void;
  receive(item: Item): void;
  readonly waitingLength: number;
}

function createEnd(): End {
  const frameListeners = new Set<(text: string) => void>();
  const closeListeners = new Set<() => void>();
  const inbox: Item[] = [];
  let peer: End | undefined;
  let waitingLength = 0;
  let held = false;
  let scheduled = false;
  let closed = false;

  function schedule(): void {
    if (scheduled || held || inbox.length === 0) return;
    scheduled = true;
    void Promise.resolve().then(deliver);
  }

  function deliver(): void {
    scheduled = false;
    if (held) return;
    const item = inbox.shift();
    if (item === 'close') return end();
    if (item !== undefined && !closed) {
      waitingLength -= item.text.length;
      for (const listener of frameListeners) listener(item.text);
    }
    schedule();
  }

  function end(): void {
    if (closed) return;
    closed = true;
    inbox.length = 0;
    waitingLength = 0;
    for (const listener of closeListeners) listener();
  }

  return {
    join: (other) => {
      peer = other;
    },
    receive(item) {
      if (closed) return;
      inbox.push(item);
      if (item !== 'close') waitingLength += item.text.length;
      schedule();
    },
    get waitingLength() {
      return waitingLength;
    },
    send(text) {
      if (!closed) peer?.receive({ text });
    },
    onFrame(listener) {
      frameListeners.add(listener);
      return () => frameListeners.delete(listener);
    },
    onClose(listener) {
      closeListeners.add(listener);
      return () => closeListeners.delete(listener);
    },
    close() {
      if (closed) return;
      peer?.receive('close');
      end();
    },
    get backlogBytes() {
      return peer?.waitingLength ?? 0;
    },
    hold() {
      held = true;
    },
    release() {
      held = false;
      schedule();
    },
  };
}
