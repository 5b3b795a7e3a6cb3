// One wire's conversation with the dispatcher: which calls and streams are open on it, how many there may be,
// and that all of them end with it. A client that breaks the rules loses its wire, never the engine.

import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import { MAX_FRAME_LENGTH, type ServerFrame, type Wire } from '../../shared/wire.ts';
import type { Log } from '../log.ts';
import type { Dispatcher } from './dispatcher.ts';
import { readClientFrame } from './frames.ts';
import { sendStream } from './stream-sender.ts';

/** Calls and streams open at once on one wire. */
export const MAX_OPEN = 128;
/** Frames that could not be read, or reuse an id, before the wire is closed. */
export const MAX_FAULTS = 20;
/** What may wait for a client that asks and does not read, before its wire is closed. */
export const MAX_BACKLOG_BYTES = 64_000_000;

export interface SessionOptions {
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  readonly log: Log;
}

/** Serves the wire until it closes or the returned function is called (which closes it). */
export function serveWire(wire: Wire, { dispatcher, clock, log }: SessionOptions): () => void {
  const open = new Map<number, AbortController>();
  let faults = 0;
  let ended = false;

  function send(frame: ServerFrame): void {
    if (ended) return;
    if (wire.backlogBytes > MAX_BACKLOG_BYTES) {
      log.warn('rpc.client-does-not-read', { waitingBytes: wire.backlogBytes });
      return end();
    }
    const text = JSON.stringify(frame);
    if (text.length <= MAX_FRAME_LENGTH) return wire.send(text);
    const error = new AppError('limited', 'The answer is too large to be shown.').toData();
    wire.send(
      JSON.stringify(
        frame.t === 'ok' || frame.t === 'err' ? { t: 'err', id: frame.id, error } : { t: 'end', id: frame.id, error },
      ),
    );
    open.get(frame.id)?.abort();
  }

  function fault(what: string): void {
    faults += 1;
    log.warn('rpc.bad-frame', { what, faults });
    if (what === 'too-long' || faults >= MAX_FAULTS) end();
  }

  /** Runs `work` under an id of its own; whatever ends it, the id is free afterwards. */
  async function hold(
    id: number,
    name: string,
    work: (signal: AbortSignal) => Promise<void>,
    refuse: (error: AppError) => void,
  ): Promise<void> {
    if (open.has(id)) return fault('id-in-use');
    if (open.size >= MAX_OPEN) {
      return refuse(
        new AppError('limited', `More than ${MAX_OPEN} calls and streams are open at once.`, { retryable: true }),
      );
    }
    const controller = new AbortController();
    open.set(id, controller);
    try {
      await work(controller.signal);
    } catch (error) {
      refuse(dispatcher.toError(name, error));
    } finally {
      open.delete(id);
    }
  }

  function call(id: number, name: string, input: unknown): Promise<void> {
    return hold(
      id,
      name,
      async (signal) => {
        const output = await dispatcher.call(name, input, signal);
        send({ t: 'ok', id, output: output ?? null });
      },
      (error) => send({ t: 'err', id, error: error.toData() }),
    );
  }

  function watch(id: number, name: string, input: unknown): Promise<void> {
    return hold(
      id,
      name,
      async (signal) => {
        const stream = await dispatcher.open(name, input, signal);
        try {
          if (signal.aborted) return;
          const stop = sendStream({ id, live: stream.live, wire, clock, send });
          await aborted(stream.ended === undefined ? signal : AbortSignal.any([signal, stream.ended]));
          stop();
          if (signal.aborted) return;
          const reason: unknown = stream.ended?.reason;
          send({ t: 'end', id, ...(isPlainEnd(reason) ? {} : { error: dispatcher.toError(name, reason).toData() }) });
        } finally {
          stream.close?.();
        }
      },
      (error) => send({ t: 'end', id, error: error.toData() }),
    );
  }

  function onFrame(text: string): void {
    if (ended) return;
    const frame = readClientFrame(text);
    if (typeof frame === 'string') return fault(frame);
    if (frame.t === 'call') void call(frame.id, frame.name, frame.input);
    else if (frame.t === 'open') void watch(frame.id, frame.name, frame.input);
    else open.get(frame.id)?.abort();
  }

  function end(): void {
    if (ended) return;
    ended = true;
    stopFrames();
    stopClose();
    for (const controller of open.values()) controller.abort();
    wire.close();
  }

  const stopFrames = wire.onFrame(onFrame);
  const stopClose = wire.onClose(end);
  return end;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** A stream that was aborted without a reason is over, and nothing is wrong. */
function isPlainEnd(reason: unknown): boolean {
  return reason instanceof Error && reason.name === 'AbortError';
}
