// The last step of backup.take: the set is listed, and in every store it went to every file of it is there at full length.

import { text } from '../../../shared/text.ts';
import { headerOf } from '../../backup/format/open-set.ts';
import { sizeOf } from '../../backup/manifest-figures.ts';
import type { VerifyStep } from '../runbook.ts';
import { setUnderWay } from './backup-set-under-way.ts';
import type { TakeData } from './backup-take-data.ts';

export const verifyListed = ({ store: made, copies = [] }: Pick<TakeData, 'store' | 'copies'>): VerifyStep => ({
  kind: 'verify',
  id: 'listed',
  title: text('verify.listed'),
  timeoutMs: 5000,
  pollMs: 200,
  async read(context) {
    const id = setUnderWay(context)?.id ?? '';
    const missing = (reason: string) => ({ ok: false, text: text('listed.missing', { id, reason }) });
    const listed = (await context.backups.list()).find((set) => set.id === id);
    if (!listed) return missing('the catalogue does not show it');
    for (const storeId of new Set([made, ...copies])) {
      const store = await context.backups.find(storeId);
      if (!listed.copies.some((copy) => copy.store === storeId)) return missing(`it is not in ${store.place}`);
      const incompleteness = await store.incompleteness(id);
      if (incompleteness !== null) return missing(incompleteness);
    }
    const { files } = headerOf(await (await context.backups.holderOf(id)).document(id));
    return { ok: true, text: text('listed.ok', { id, files: files.length, bytes: sizeOf({ files }) }) };
  },
});
