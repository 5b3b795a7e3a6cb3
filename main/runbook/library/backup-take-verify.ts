// The last step of backup.take: the set is listed, and every file of it is there at full length.

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from '../../../shared/text.ts';
import { sizeOf } from '../../backup/manifest.ts';
import type { VerifyStep } from '../runbook.ts';
import { setUnderWay } from './backup-set-under-way.ts';

export const verifyListed = (): VerifyStep => ({
  kind: 'verify',
  id: 'listed',
  title: text('verify.listed'),
  timeoutMs: 5000,
  pollMs: 200,
  async read(context) {
    const id = setUnderWay(context)?.id ?? '';
    const missing = (reason: string) => ({ ok: false, text: text('listed.missing', { id, reason }) });
    if (!(await context.backups.list()).some((set) => set.id === id)) return missing('the catalogue does not show it');
    const { folder, manifest } = await context.backups.open(id);
    for (const { path, sizeBytes } of manifest.files) {
      const size = await stat(join(folder, path)).then(
        (found) => found.size,
        () => -1,
      );
      if (size !== sizeBytes) return missing(`${path} is not complete`);
    }
    return { ok: true, text: text('listed.ok', { id, files: manifest.files.length, bytes: sizeOf(manifest) }) };
  },
});
