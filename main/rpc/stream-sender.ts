// Sends one live value over one wire: a snapshot, then every patch in order. When the wire cannot keep up, patches are
// dropped and the whole state is sent anew once it has drained: a slow reader is late, never wrong, and costs bounded memory.

import type { Clock } from '../../shared/clock.ts';
import type { ServerFrame, Wire } from '../../shared/wire.ts';
import type { Live } from '../live.ts';

/** Above this, patches are no longer sent. */
export const BACKLOG_HIGH_BYTES = 1_000_000;
/** Below this, a snapshot is. */
export const BACKLOG_LOW_BYTES = 64_000;
const DRAIN_CHECK_MS = 50;

export interface StreamSenderOptions {
  readonly id: number;
  readonly live: Live<object>;
  readonly wire: Wire;
  readonly clock: Clock;
  readonly send: (frame: ServerFrame) => void;
}

/** Sends until the returned function is called. */
export function sendStream({ id, live, wire, clock, send }: StreamSenderOptions): () => void {
  const stopped = new AbortController();
  let isBehind = false;

  function sendSnapshot(): void {
    const { rev, state } = live.get();
    send({ t: 'snap', id, rev, state });
  }

  async function catchUp(): Promise<void> {
    while (wire.backlogBytes > BACKLOG_LOW_BYTES) await clock.sleep(DRAIN_CHECK_MS, stopped.signal);
    if (stopped.signal.aborted) return;
    isBehind = false;
    sendSnapshot();
  }

  const unsubscribe = live.subscribe((rev, patch) => {
    if (isBehind) return;
    if (wire.backlogBytes <= BACKLOG_HIGH_BYTES) return send({ t: 'patch', id, rev, patch });
    isBehind = true;
    catchUp().catch(() => undefined); // only the stop rejects the sleep
  });
  sendSnapshot(); // same tick as the subscription: nothing falls between them

  return () => {
    unsubscribe();
    stopped.abort();
  };
}
