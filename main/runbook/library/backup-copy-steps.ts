// Steps that carry a whole set into a store. What a cut leaves there is no set; a new try goes on from it.

import { text, type Text } from '../../../shared/text.ts';
import { filesOfSet, sumOf } from '../../backup/stores/set-files.ts';
import type { Verification } from '../../backup/verification.ts';
import type { CheckStep, StepContext, VerifyStep } from '../runbook.ts';
import { blocks, checkStep } from './check-step.ts';

/** The store can be written, read and cleaned up. */
export const copyCheck = (storeId: string): CheckStep =>
  checkStep(`check-store-${storeId}`, text('check.copy', { store: storeId }), async ({ backups }) => {
    const store = await backups.find(storeId);
    await store.test();
    return { ok: true, text: text('store.ok', { folder: store.place }) };
  });

export async function copyInto(
  context: StepContext,
  storeId: string,
  set: string,
  setFolder: string,
  proven: Verification['proven'],
): Promise<Text> {
  const store = await context.backups.find(storeId);
  const files = await filesOfSet(setFolder);
  const total = sumOf(files);
  let done = 0;
  const onBytes = (bytes: number): void => {
    done += bytes;
    context.progress({ done, total: Math.max(total, done), unit: 'bytes', detail: null });
  };
  await store.put(set, setFolder, { signal: context.signal, onBytes }, proven);
  return text('copy.done', { files: files.length, bytes: total });
}

/** The copy is a whole set of its store. */
export const verifyThere = ({ set, to }: { readonly set: string; readonly to: string }): VerifyStep => ({
  kind: 'verify',
  id: 'there',
  title: text('verify.there'),
  timeoutMs: 5000,
  pollMs: 500,
  async read({ backups }) {
    const store = await backups.find(to);
    const incompleteness = await store.incompleteness(set);
    return incompleteness === null
      ? { ok: true, text: text('there.ok', { where: `${store.place}/${set}` }) }
      : blocks(incompleteness);
  },
});
