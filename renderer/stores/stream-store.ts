// One stream of the engine as a store: its last state, and how far that state can be trusted. It never drops data because a
// connection dropped: old figures stay, marked stale, with the time since when.

import { createStore, type StoreApi } from 'zustand/vanilla';
import type { RequestOf, StateOf, StreamName } from '../../shared/contract/index.ts';
import type { AppError } from '../../shared/errors.ts';
import { connectionStore, watch } from '../rpc/connection.ts';

export type StreamStatus = 'connecting' | 'live' | 'stale' | 'failed';

export interface StreamState<State> {
  readonly status: StreamStatus;
  readonly data: State | undefined;
  /** Why the stream ended, when it failed. */
  readonly error: AppError | undefined;
  /** When the present status began; for `stale`, when the last state arrived. */
  readonly sinceMs: number;
}

export interface StreamStore<State> {
  readonly store: StoreApi<StreamState<State>>;
  /** Opens the stream for one more user; the returned function lets it go. */
  acquire(): () => void;
  /** Opens a failed stream again. */
  retry(): void;
}

/** After the last user left, a stream stays open this long, so that moving between screens does not reopen it. */
const LINGER_MS = 3_000;
const SILENT_TICKS = 3;
const SHORTEST_SILENCE_MS = 2_500;
const WATCHDOG_MS = 1_000;

export function createStreamStore<K extends StreamName>(name: K, input: RequestOf<K>): StreamStore<StateOf<K>> {
  type State = StateOf<K>;
  const store = createStore<StreamState<State>>(() => ({
    status: 'connecting',
    data: undefined,
    error: undefined,
    sinceMs: Date.now(),
  }));
  let users = 0;
  let unwatch: (() => void) | undefined;
  let stopWaiting: (() => void) | undefined;
  let linger: ReturnType<typeof setTimeout> | undefined;
  let lastArrivalMs = 0;

  const markStale = (): void => {
    const { data, status } = store.getState();
    if (data === undefined) {
      if (status !== 'connecting') store.setState({ status: 'connecting', error: undefined, sinceMs: Date.now() });
    } else if (status !== 'stale') {
      store.setState({ status: 'stale', sinceMs: lastArrivalMs });
    }
  };

  const onState = (data: State): void => {
    lastArrivalMs = Date.now();
    const live = store.getState().status === 'live';
    store.setState(live ? { data } : { status: 'live', data, error: undefined, sinceMs: lastArrivalMs });
  };

  const onEnd = (error: AppError | undefined): void => {
    unwatch = undefined;
    if (connectionStore.getState().status !== 'open' || error?.code === 'unreachable') markStale();
    else store.setState({ status: 'failed', error, sinceMs: Date.now() });
  };

  const open = (): void => {
    if (unwatch || document.hidden || connectionStore.getState().status !== 'open') return;
    unwatch = watch(name, input, { onState, onEnd });
  };

  const close = (): void => {
    unwatch?.();
    unwatch = undefined;
  };

  const onVisibility = (): void => {
    if (document.hidden) {
      close();
      markStale();
    } else {
      open();
    }
  };

  const onWatchdog = (): void => {
    const limitMs = silenceLimitMs(store.getState().data);
    if (limitMs !== undefined && Date.now() - lastArrivalMs > limitMs) markStale();
  };

  const start = (): void => {
    const forgetConnection = connectionStore.subscribe((connection) => {
      if (connection.status === 'open') open();
      else {
        unwatch = undefined; // its wire is gone
        markStale();
      }
    });
    document.addEventListener('visibilitychange', onVisibility);
    const watchdog = setInterval(onWatchdog, WATCHDOG_MS);
    stopWaiting = () => {
      forgetConnection();
      document.removeEventListener('visibilitychange', onVisibility);
      clearInterval(watchdog);
      close();
      stopWaiting = undefined;
      markStale();
    };
    open();
  };

  return {
    store,
    acquire() {
      users += 1;
      clearTimeout(linger);
      if (!stopWaiting) start();
      return () => {
        users -= 1;
        if (users === 0) linger = setTimeout(() => stopWaiting?.(), LINGER_MS);
      };
    },
    retry() {
      close();
      store.setState({ status: store.getState().data ? 'stale' : 'connecting', error: undefined, sinceMs: Date.now() });
      open();
    },
  };
}

/** How long a stream that ticks may be silent before its figures count as old. Others change when something happens. */
function silenceLimitMs(data: unknown): number | undefined {
  if (typeof data !== 'object' || data === null || !('clock' in data)) return undefined;
  const { intervalMs } = data.clock as { readonly intervalMs: number };
  return Math.max(SILENT_TICKS * intervalMs, SHORTEST_SILENCE_MS);
}
