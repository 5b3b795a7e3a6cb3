// What can be restored, asked of the engine: when the screen opens, when sets change, and once a minute, since slices come by
// themselves.

import { useEffect, useState } from 'react';
import type { Coverage } from '../../../shared/model/coverage.ts';
import { call } from '../../rpc/connection.ts';

const PERIOD_MS = 60_000;

/** Undefined until the first answer. `stamp`: of the sets there are; asked anew where it differs. */
export function useCoverage(profileId: string, stamp: string): Coverage | undefined {
  const [coverage, setCoverage] = useState<Coverage>();
  useEffect(() => {
    if (stamp === '') return; // no set, no moment
    const controller = new AbortController();
    const ask = (): void => {
      call('backups.coverage', { profileId }, { signal: controller.signal }).then(
        setCoverage,
        () => undefined, // asked again in a minute; without a connection the banner says so
      );
    };
    ask();
    const timer = setInterval(ask, PERIOD_MS);
    return () => {
      clearInterval(timer);
      controller.abort();
    };
  }, [profileId, stamp]);
  return coverage;
}
