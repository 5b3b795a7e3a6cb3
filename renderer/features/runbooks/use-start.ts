// Starts exactly the plan on screen. A refusal is shown; when the servers moved on, they are read again at once so that the
// new plan can be offered.

import { useCallback, useRef, useState } from 'react';
import type { AppError } from '../../../shared/errors.ts';
import type { Plan } from '../../../shared/model/run.ts';
import { call, toAppError } from '../../rpc/connection.ts';
import { goTo } from '../../route.ts';
import type { PlanAddress } from './plan-address.ts';

export interface StartRequest {
  readonly plan: Plan;
  readonly address: PlanAddress;
  readonly confirmation: string;
  readonly reason: string;
  /** The approval file's text, where the plan asks for one. */
  readonly approval: string | null;
  readonly dryRun: boolean;
  /** Takes the lease of an owner that is silent. */
  readonly takeOver: { readonly reason: string } | null;
}

export interface Starter {
  readonly isStarting: boolean;
  readonly error: AppError | null;
  readonly start: (request: StartRequest) => void;
  readonly forgetError: () => void;
}

export function useStart(onConflict: () => void): Starter {
  const [isStarting, setIsStarting] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  // A second press before the button is drawn as busy must not start a second run.
  const isUnderWay = useRef(false);
  const start = useCallback(
    ({ plan, address, confirmation, reason, ...options }: StartRequest): void => {
      if (isUnderWay.current) return;
      isUnderWay.current = true;
      setIsStarting(true);
      setError(null);
      const { profileId, runbookId, hash: planHash } = plan;
      call('runbooks.start', {
        ...address,
        ...options,
        profileId,
        runbookId,
        planHash,
        confirmation: confirmation.trim(),
        reason: reason.trim(),
      })
        .then(({ runId }) => goTo('runs', runId))
        .catch((failure: unknown) => {
          const refusal = toAppError(failure);
          setError(refusal);
          if (refusal.code === 'conflict' || refusal.code === 'blocked') onConflict();
        })
        .finally(() => {
          isUnderWay.current = false;
          setIsStarting(false);
        });
    },
    [onConflict],
  );
  const forgetError = useCallback(() => setError(null), []);
  return { isStarting, error, start, forgetError };
}
