// What an expression means, asked of the engine while it is typed. The last answer stays until the next one is there.

import { useEffect, useState } from 'react';
import type { CronPreview } from '../../../shared/contract/schedules.ts';
import { call } from '../../rpc/connection.ts';

const PAUSE_MS = 150;
const COUNT = 5;

/** Undefined until the first answer. */
export function useCronPreview(cron: string, timeZone: string): CronPreview | undefined {
  const [preview, setPreview] = useState<CronPreview>();
  useEffect(() => {
    const controller = new AbortController();
    const timer = setTimeout(() => {
      call('schedules.preview', { cron, timeZone, count: COUNT }, { signal: controller.signal }).then(
        setPreview,
        () => undefined, // asked again with the next letter; without a connection the banner says so
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [cron, timeZone]);
  return preview;
}
