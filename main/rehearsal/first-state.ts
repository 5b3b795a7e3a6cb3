// The first state of a stream for which something holds.

import type { RequestOf, StateOf, StreamName } from '../../shared/contract/index.ts';
import { AppError } from '../../shared/errors.ts';
import type { RpcClient } from '../../shared/rpc-client.ts';

/** Rejects when the stream ends, the time is over, or with the signal's reason. */
export async function firstState<K extends StreamName>(
  client: RpcClient,
  name: K,
  input: RequestOf<K>,
  options: {
    readonly holds: (state: StateOf<K>) => boolean;
    /** Completes "… : not within 10 s". */
    readonly what: string;
    readonly timeoutMs: number;
    readonly signal: AbortSignal;
  },
): Promise<StateOf<K>> {
  const { holds, what, timeoutMs, signal } = options;
  const { promise, resolve, reject } = Promise.withResolvers<StateOf<K>>();
  const timer = setTimeout(
    () => reject(new AppError('timeout', `${what}: not within ${timeoutMs / 1000} s`)),
    timeoutMs,
  );
  const onAbort = (): void => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  const stop = client.watch(name, input, {
    onState: (state) => holds(state) && resolve(state),
    onEnd: (error) => reject(error ?? new AppError('unreachable', `${what}: ${name} ended`)),
  });
  if (signal.aborted) onAbort();
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    stop();
  }
}
