// Plans as the form changes: soon after the last change, and again every few seconds so that readings stay live.
// The call that is no longer wanted is cancelled; planning never changes anything.

import { useCallback, useEffect, useRef, useState } from 'react';
import { isCancelled } from '../../../shared/errors.ts';
import { call, toAppError } from '../../rpc/connection.ts';
import type { Parameters } from './form.ts';
import { newerTaken, NO_PLAN, planAsked, planFailed, planReceived, type PlanView } from './plan-view.ts';

const DEBOUNCE_MS = 250;
const READ_AGAIN_MS = 10_000;

export interface LivePlan extends PlanView {
  /** True when the plan on screen was made for the values on screen. */
  readonly isCurrent: boolean;
  readonly readAgain: () => void;
  readonly takeNewer: () => void;
}

/** `parameters` are null while required fields are missing. `from`: run again from that step. */
export function usePlan(
  profileId: string,
  runbookId: string,
  parameters: Parameters | null,
  from: string | null,
): LivePlan {
  const [view, setView] = useState<PlanView>(NO_PLAN);
  const [asked, setAsked] = useState(0);
  const answered = useRef(0);
  const wanted = parameters === null ? null : JSON.stringify(parameters);

  useEffect(() => {
    if (wanted === null) return undefined;
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const plan = async (): Promise<void> => {
      if (!document.hidden) await planOnce();
      if (!controller.signal.aborted) timer = setTimeout(() => void plan(), READ_AGAIN_MS);
    };
    const planOnce = async (): Promise<void> => {
      setView(planAsked);
      try {
        const input = { profileId, runbookId, parameters: JSON.parse(wanted) as Parameters, from };
        const answer = await call('runbooks.plan', input, { signal: controller.signal });
        if (!controller.signal.aborted) setView((before) => planReceived(before, answer, wanted));
      } catch (error) {
        if (!controller.signal.aborted && !isCancelled(error)) {
          setView((before) => planFailed(before, toAppError(error), wanted));
        }
      }
    };
    const wasPressed = answered.current !== asked;
    answered.current = asked;
    timer = setTimeout(() => void plan(), wasPressed ? 0 : DEBOUNCE_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [profileId, runbookId, wanted, from, asked]);

  const readAgain = useCallback(() => setAsked((times) => times + 1), []);
  const takeNewer = useCallback(() => setView(newerTaken), []);
  return { ...view, isCurrent: wanted !== null && view.planFor === wanted, readAgain, takeNewer };
}
