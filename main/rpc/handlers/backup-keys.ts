// Calls about backup keys. Whatever makes, shows, takes in or forgets a key is in the audit log; no key is.

import type { backupKeysContract } from '../../../shared/contract/backup-keys.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Services } from '../../services.ts';
import { audited } from '../audited.ts';
import type { Handlers } from '../handlers.ts';

export function backupKeysHandlers({ keyRing, fleet, audit, operator }: Services): Handlers<typeof backupKeysContract> {
  const noted = <Result>(action: string, subject: string, work: () => Promise<Result>): Promise<Result> =>
    audited({ audit, operator }, { action, profileId: '', subject }, work);
  const nameOf = async (keyId: string): Promise<string> => `${(await keyRing.nameOf(keyId)) ?? '?'} (${keyId})`;

  return {
    'backupKeys.list': () => keyRing.list(),
    'backupKeys.create': ({ name }) => noted('backupKey.create', name, () => keyRing.create(name)),
    'backupKeys.export': async ({ keyId }) =>
      noted('backupKey.export', await nameOf(keyId), () => keyRing.export(keyId)),
    'backupKeys.import': ({ name, recoveryText }) =>
      noted('backupKey.import', name, () => keyRing.import(name, recoveryText)),
    'backupKeys.check': async ({ keyId, recoveryText }) => {
      await keyRing.check(keyId, recoveryText);
      const known = (await keyRing.list()).keys.find((key) => key.keyId === keyId);
      if (known) return known;
      throw new AppError('not_found', 'No key of that id is known here.');
    },
    'backupKeys.remove': async ({ keyId }) => {
      const user = Object.values(fleet.profiles.get().state.profiles).find(
        ({ profile }) => profile.backup?.keyId === keyId,
      );
      if (user) {
        throw new AppError('conflict', `The profile ${user.profile.name} encrypts its sets by this key.`, {
          hint: 'Choose another key in its backup section first, and give its sets that key (backup.rotate-key).',
          retryable: false,
        });
      }
      return noted('backupKey.remove', await nameOf(keyId), async () => {
        await keyRing.remove(keyId);
        return keyRing.list();
      });
    },
  };
}
