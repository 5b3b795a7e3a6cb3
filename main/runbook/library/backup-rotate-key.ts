// Gives encrypted sets the key the profile encrypts by now: the data key of each is wrapped anew, in every store, and nothing else
// of a set is touched. Each manifest is replaced whole, so that a set opens by the old key or by the new one, never by none.

import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { encryptsSets } from '../../../shared/model/profile.ts';
import { text, type Text } from '../../../shared/text.ts';
import type { BackupCatalogue, SetCatalogue } from '../../backup/backup-catalogue.ts';
import { sealedDocumentOf, withKey, type SealedManifest } from '../../backup/format/sealed-manifest.ts';
import {
  defineRunbook,
  type ActStep,
  type CheckStep,
  type RunbookContext,
  type Step,
  type VerifyStep,
} from '../runbook.ts';
import { ROTATE_KEY_TEXTS } from './backup-rotate-key-texts.ts';
import { check } from './check-step.ts';

/** One copy of a set, or of a slice of the oplog. */
interface Copy {
  readonly kind: 'set' | 'slice';
  readonly store: string;
  readonly id: string;
}

interface RotateData {
  readonly copies: readonly Copy[];
}

export const backupRotateKey = defineRunbook({
  id: 'backup.rotate-key',
  area: 'backup',
  effect: 'read',
  texts: ROTATE_KEY_TEXTS,
  fields: [],
  parameters: z.strictObject({}),
  async plan({ backups, profile }) {
    if (!encryptsSets(profile)) throw notEncrypting();
    const copies = await copiesToRotate(backups);
    const key = await backups.keys.keyName();
    const after = key === null ? text('change.passphrase') : text('change.key', { key });
    return {
      title: text('plan.title'),
      changes: profile.stores.map(({ id }) => ({
        where: id,
        now: text('change.now', { copies: copies.filter(({ store }) => store === id).length }),
        after,
      })),
      warnings: [text('warning.old'), ...(hasBucket(profile.stores) ? [text('warning.versions')] : [])],
      wayBack: text('wayBack'),
      data: { copies },
    };
  },
  steps: (data: RotateData): readonly Step[] => [openCheck(data), rewrap(data), verifyRotated(data)],
});

function notEncrypting(): AppError {
  return new AppError('bad_request', 'The profile does not encrypt its sets, so there is no key to give them.', {
    hint: 'Choose a passphrase or a backup key in the profile’s backup section.',
  });
}

function hasBucket(stores: RunbookContext['profile']['stores']): boolean {
  return stores.some(({ kind }) => kind === 's3');
}

async function copiesToRotate(backups: BackupCatalogue): Promise<readonly Copy[]> {
  const copies: Copy[] = [];
  for (const kind of ['set', 'slice'] as const) {
    const catalogue = catalogueOf(backups, kind);
    for (const set of (await catalogue.list()).filter(({ isEncrypted }) => isEncrypted)) {
      for (const { store } of set.copies) {
        const copy = { kind, store, id: set.id };
        if (!backups.keys.isCurrent((await sealedOf(backups, copy)).key)) copies.push(copy);
      }
    }
  }
  return copies;
}

function catalogueOf(backups: BackupCatalogue, kind: Copy['kind']): SetCatalogue {
  return kind === 'set' ? backups : backups.oplog;
}

async function sealedOf(backups: BackupCatalogue, { kind, store, id }: Copy): Promise<SealedManifest> {
  return sealedDocumentOf(await (await catalogueOf(backups, kind).find(store)).document(id));
}

/** A key that is missing is said before the first set gets another. */
const openCheck = ({ copies }: RotateData): CheckStep =>
  check('open', async ({ backups }) => {
    await backups.keys.create('canary');
    for (const copy of copies) {
      const { id, key } = await sealedOf(backups, copy);
      await backups.keys.open(id, key);
    }
    return { ok: true, text: text('open.ok', { copies: copies.length }) };
  });

const rewrap = ({ copies }: RotateData): ActStep => ({
  kind: 'act',
  id: 'rewrap',
  title: text('act.rewrap'),
  cancellable: true,
  observe: async ({ backups }) => ((await firstOld(backups, copies)) === null ? 'done' : 'not-done'),
  async act({ backups, signal, progress, untilContinued }) {
    for (const [index, copy] of copies.entries()) {
      signal.throwIfAborted();
      await untilContinued();
      progress({ done: index, total: copies.length, unit: 'files', detail: textOf(copy) });
      const sealed = await sealedOf(backups, copy);
      if (backups.keys.isCurrent(sealed.key)) continue;
      const store = await catalogueOf(backups, copy.kind).find(copy.store);
      await store.replaceManifest(copy.id, withKey(sealed, await backups.keys.rewrap(copy.id, sealed.key)));
    }
    backups.expire();
    backups.oplog.expire();
    return text('rewrap.done', { copies: copies.length });
  },
});

function textOf({ id, store }: Copy): Text {
  return text('rewrap.at', { id, store });
}

/** The first copy that is not wrapped as it shall be, and opens so. */
async function firstOld(backups: BackupCatalogue, copies: readonly Copy[]): Promise<Copy | null> {
  for (const copy of copies) {
    const { id, key } = await sealedOf(backups, copy);
    if (!backups.keys.isCurrent(key)) return copy;
    await backups.keys.open(id, key);
  }
  return null;
}

const verifyRotated = ({ copies }: RotateData): VerifyStep => ({
  kind: 'verify',
  id: 'rotated',
  title: text('verify.rotated'),
  timeoutMs: 10_000,
  pollMs: 1000,
  async read({ backups }) {
    const old = await firstOld(backups, copies);
    if (old !== null) return { ok: false, text: text('rotated.not', { id: old.id, store: old.store }) };
    return { ok: true, text: text('rotated.ok', { copies: copies.length }) };
  },
});
