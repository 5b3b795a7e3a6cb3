// What restores have left on the servers, asked of the engine: when the screen opens, when a run that may change it ends, and once
// a minute, since other consoles work on them, too.

import { useEffect, useState } from 'react';
import type { RestoreLeft } from '../../shared/model/restored.ts';
import { call } from '../rpc/connection.ts';
import { useStream } from './use-stream.ts';

const PERIOD_MS = 60_000;
const CHANGING: ReadonlySet<string> = new Set([
  'backup.restore',
  'backup.cut-over',
  'backup.cut-back',
  'backup.release',
]);

/** Undefined until the first answer. */
export function useRestoresLeft(profileId: string): readonly RestoreLeft[] | undefined {
  const [left, setLeft] = useState<readonly RestoreLeft[]>();
  const stamp = useStream('runs.watch', {}, ({ data }) =>
    Object.values(data?.runs ?? {})
      .filter((run) => run.profileId === profileId && CHANGING.has(run.runbookId) && run.endedMs !== null)
      .map(({ id }) => id)
      .join(' '),
  );
  useEffect(() => {
    const controller = new AbortController();
    const ask = (): void => {
      call('backups.restoresLeft', { profileId }, { signal: controller.signal }).then(
        setLeft,
        () => undefined, // asked again in a minute; that MongoDB does not answer is said elsewhere
      );
    };
    ask();
    const timer = setInterval(ask, PERIOD_MS);
    return () => {
      clearInterval(timer);
      controller.abort();
    };
  }, [profileId, stamp]);
  return left;
}
