// What a screen shows around a stream's data: space while it comes, the error when it failed, and the data, faded with its age
// when it went stale. Screens never test for `undefined` themselves.

import type { ReactNode } from 'react';
import type { StreamState } from '../stores/stream-store.ts';
import { ErrorState } from './ErrorState.tsx';
import { Skeleton } from './Skeleton.tsx';
import styles from './StreamGate.module.css';

export interface StreamGateProps<State> {
  readonly stream: StreamState<State>;
  readonly children: (data: State) => ReactNode;
  readonly onRetry?: () => void;
  /** Shown while the first state is under way; a skeleton otherwise. */
  readonly waiting?: ReactNode;
}

export function StreamGate<State>({ stream, children, onRetry, waiting }: StreamGateProps<State>) {
  if (stream.data === undefined) {
    if (stream.error) return <ErrorState error={stream.error} {...(onRetry ? { onRetry } : {})} />;
    return waiting ?? <Skeleton lines={6} height={18} />;
  }
  return (
    <div className={styles.gate} data-stale={stream.status !== 'live' || undefined}>
      {children(stream.data)}
    </div>
  );
}
