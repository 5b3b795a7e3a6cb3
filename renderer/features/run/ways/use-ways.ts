// The ways out of an interrupted run: the servers are asked when the screen opens, and again when asked or when the answer
// turned out to be old. Taking a way is confirmed by its hash: what was read is what happens.

import { useCallback, useEffect, useRef, useState } from 'react';
import { isCancelled, type AppError } from '../../../../shared/errors.ts';
import type { RunSummary, RunWay, RunWays } from '../../../../shared/model/run.ts';
import { call, toAppError } from '../../../rpc/connection.ts';

export interface WaysDesk {
  readonly ways: RunWays | null;
  readonly isReading: boolean;
  /** Why they could not be read, or why the last one was refused. */
  readonly error: AppError | null;
  readonly readAgain: () => void;
  /** The way that is being taken now. */
  readonly taking: RunWay['way'] | null;
  readonly take: (way: RunWay, reason: string) => void;
  /** The way that was refused last, once more: as the servers say now, or with the target taken from a silent owner. */
  readonly takeAgain: (reason: string, takeOver: { readonly reason: string } | null) => void;
}

export function useWays({ id: runId, profileId }: Pick<RunSummary, 'id' | 'profileId'>): WaysDesk {
  const [ways, setWays] = useState<RunWays | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [isReading, setIsReading] = useState(true);
  const [taking, setTaking] = useState<RunWay['way'] | null>(null);
  const [refused, setRefused] = useState<RunWay['way'] | null>(null);
  const isUnderWay = useRef(false);
  const reading = useRef<AbortController>(undefined);

  const read = useCallback((): void => {
    reading.current?.abort();
    const { signal } = (reading.current = new AbortController());
    call('runs.ways', { runId }, { signal })
      .then(setWays)
      .catch((failure: unknown) => {
        if (!signal.aborted && !isCancelled(failure)) setError(toAppError(failure));
      })
      .finally(() => {
        if (!signal.aborted) setIsReading(false);
      });
  }, [runId]);
  useEffect(() => {
    read();
    return () => reading.current?.abort();
  }, [read]);
  const readAgain = (): void => {
    setIsReading(true);
    read();
  };
  function take({ way, hash }: RunWay, reason: string, takeOver: { readonly reason: string } | null): void {
    if (isUnderWay.current) return;
    isUnderWay.current = true;
    setTaking(way);
    setRefused(null);
    setError(null);
    const choice = { profileId, runId, hash, reason: reason.trim() };
    (way === 'stop' ? call('runs.stop', choice) : call(`runs.${way}`, { ...choice, takeOver }))
      .catch((failure: unknown) => {
        const refusal = toAppError(failure);
        setError(refusal);
        setRefused(way);
        if (refusal.code === 'conflict') readAgain();
      })
      .finally(() => {
        isUnderWay.current = false;
        setTaking(null);
      });
  }
  return {
    ways,
    isReading,
    error,
    readAgain() {
      setError(null);
      readAgain();
    },
    taking,
    take: (way, reason) => take(way, reason, null),
    takeAgain(reason, takeOver) {
      const way = ways?.ways.find((candidate) => candidate.way === refused);
      if (way) take(way, reason, takeOver);
    },
  };
}
