// Steps of runbooks that read a set from a bucket: bring it to this machine first, every file checked, and in the end forget
// what was brought. The set itself stays where it is.

import { AppError } from '../../../shared/errors.ts';
import { text } from '../../../shared/text.ts';
import { headerOf } from '../../backup/format/open-set.ts';
import { sizeOf } from '../../backup/manifest-figures.ts';
import type { ActStep } from '../runbook.ts';
import { field } from './fields.ts';

export const STORE_FIELD = field('store', 'backup-store');

/** `anew`: also where an earlier run has left it here, since it is the bucket's copy that is asked about. */
export const fetchSet = (set: string, from: string, how: 'anew' | 'once'): ActStep => ({
  kind: 'act',
  id: 'fetch',
  title: text('act.fetch', { store: from }),
  cancellable: true,
  observe: async (context) =>
    context.recorded('fetched') === true && (await (await context.backups.find(from)).folderOf(set)) !== null
      ? 'done'
      : 'not-done',
  async act(context) {
    const store = await context.backups.find(from);
    if (how === 'anew' && context.recorded('fetch-begun') !== true) await store.dropFetched(set);
    await context.record('fetch-begun', true);
    const total = sizeOf(headerOf(await store.document(set)));
    let done = 0;
    const onBytes = (bytes: number): void => {
      done += bytes;
      context.progress({ done, total: Math.max(total, done), unit: 'bytes', detail: null });
    };
    try {
      await store.fetch(set, { signal: context.signal, onBytes });
    } catch (error) {
      if (error instanceof AppError && error.code === 'damaged') {
        const by = `fetch · ${context.operator}`;
        const faults = [{ file: set, reason: error.message }];
        // A store that cannot be written must not hide the damage.
        await store
          .learn(set, { verified: { atMs: context.clock.now(), ok: false, by, faults } })
          .catch(() => undefined);
      }
      throw error;
    }
    await context.record('fetched', true);
    return text('fetch.done', { bytes: done });
  },
});

export const forgetFetched = (set: string, from: string): ActStep => ({
  kind: 'act',
  id: 'forget',
  title: text('act.forget'),
  cancellable: false,
  observe: async (context) => (context.recorded('forgotten') === true ? 'done' : 'not-done'),
  async act(context) {
    await (await context.backups.find(from)).dropFetched(set);
    await context.record('forgotten', true);
    return undefined;
  },
});
