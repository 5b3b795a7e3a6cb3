// Streams in components: users of the same stream and input share one store, which closes when the last one leaves.

import { useEffect } from 'react';
import { shallow } from 'zustand/shallow';
import { useStoreWithEqualityFn } from 'zustand/traditional';
import type { RequestOf, StateOf, StreamName } from '../../shared/contract/index.ts';
import { createStreamStore, type StreamState, type StreamStore } from './stream-store.ts';

const stores = new Map<string, StreamStore<unknown>>();

/** The shared store of a stream; made on first use, kept for the life of the page. */
export function streamStore<K extends StreamName>(name: K, input: RequestOf<K>): StreamStore<StateOf<K>> {
  const key = `${name} ${JSON.stringify(input)}`;
  let store = stores.get(key);
  if (!store) {
    store = createStreamStore(name, input) as StreamStore<unknown>;
    stores.set(key, store);
  }
  return store as StreamStore<StateOf<K>>;
}

/**
 * What `selector` takes from a stream; the component renders again when that changes (compared shallowly).
 * The stream is open as long as a component uses it.
 */
export function useStream<K extends StreamName, Selected = StreamState<StateOf<K>>>(
  name: K,
  input: RequestOf<K>,
  selector?: (stream: StreamState<StateOf<K>>) => Selected,
): Selected {
  const stream = streamStore(name, input);
  useEffect(() => stream.acquire(), [stream]);
  const select = selector ?? ((state: StreamState<StateOf<K>>) => state as Selected);
  return useStoreWithEqualityFn(stream.store, select, shallow);
}
