// The act of a restore that gives Redis its functions. Those it has stay as they are, unless they are to be replaced.

import { text } from '../../../shared/text.ts';
import { librariesOf, loadLibraries } from '../../backup/redis/functions.ts';
import type { ActStep } from '../runbook.ts';
import type { RestoreData } from './backup-restore-data.ts';

export const restoreFunctions = (data: RestoreData): ActStep => {
  const replaces = data.redis!.functions === 'replace';
  return {
    kind: 'act',
    id: 'redis-functions',
    title: text('act.redisFunctions'),
    commands: [{ where: 'Redis', command: `FUNCTION LOAD ${replaces ? 'REPLACE ' : ''}<code>` }],
    cancellable: true,
    observe: async (context) => (context.recorded('redis-functions') === true ? 'done' : 'not-done'),
    async act(context) {
      const set = await context.backups.open(data.set);
      const libraries = await librariesOf(set, set.manifest.redis!);
      const { loaded, left, nodes } = await loadLibraries(context.redis!, libraries, {
        replaces,
        signal: context.signal,
      });
      await context.record('redis-functions', true);
      await context.record('redis-functions-left', left.length);
      return left.length === 0
        ? text('redisFunctions.done', { loaded, nodes })
        : text('redisFunctions.left', { loaded, nodes, left: left.length, names: left.slice(0, 5).join(', ') });
    },
  };
};
