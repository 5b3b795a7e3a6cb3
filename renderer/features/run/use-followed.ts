// Keeps the running step of a long list in sight, as long as the reader follows it: who scrolled away is left alone.

import { useEffect, useRef, type RefObject } from 'react';

const CURRENT = '[aria-current="step"]';

/** `currentId` is the step that runs now; the returned ref belongs on the list. */
export function useFollowed(currentId: string | undefined): RefObject<HTMLDivElement | null> {
  const list = useRef<HTMLDivElement>(null);
  const wasInSight = useRef(true);
  const lastId = useRef<string>(undefined);

  useEffect(() => {
    const wasRunning = lastId.current !== undefined;
    lastId.current = currentId;
    const current = list.current?.querySelector(CURRENT);
    // Over: back to the sentence that says how it ended.
    if (wasRunning && currentId === undefined && wasInSight.current)
      list.current?.closest('main')?.scrollTo({ top: 0 });
    if (currentId === undefined || current === null || current === undefined) return undefined;
    if (wasInSight.current) current.scrollIntoView({ block: 'nearest' });
    const observer = new IntersectionObserver(([entry]) => {
      wasInSight.current = entry?.isIntersecting ?? true;
    });
    observer.observe(current);
    return () => observer.disconnect();
  }, [currentId]);

  return list;
}
