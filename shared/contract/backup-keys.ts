import { z } from 'zod';
import { call, Nothing } from './define.ts';

/** A key that sets are encrypted by. It is never shown but as the recovery text its owner asks for. */
export interface BackupKeyInfo {
  /** Stands in every set that is encrypted by it: 16 hexadecimal digits. */
  readonly keyId: string;
  readonly name: string;
  readonly createdMs: number;
  /** In the keystore of this machine. Otherwise its recovery text is typed for each session. */
  readonly isHere: boolean;
}

export interface BackupKeysHere {
  readonly keys: readonly BackupKeyInfo[];
  readonly keystore: { readonly available: boolean; readonly reason: string | null };
}

export interface CreatedBackupKey extends BackupKeyInfo {
  /** To be written down and kept outside of this machine. */
  readonly recoveryText: string;
}

const KeyId = z.string().regex(/^[0-9a-f]{16}$/, '16 hexadecimal digits');
const Name = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[\p{L}\p{N} ._-]+$/u, 'letters, digits, blanks, dots and dashes');
const RecoveryText = z.string().max(200);

export const backupKeysContract = {
  'backupKeys.list': call<BackupKeysHere>()('read', Nothing),
  'backupKeys.create': call<CreatedBackupKey>()('write', z.strictObject({ name: Name })),
  /** The recovery text. Its asking is in the audit log. */
  'backupKeys.export': call<string>()('write', z.strictObject({ keyId: KeyId })),
  'backupKeys.import': call<BackupKeyInfo>()('write', z.strictObject({ name: Name, recoveryText: RecoveryText })),
  /** Whether what was written down is that key. Throws `bad_request` where it is not. */
  'backupKeys.check': call<BackupKeyInfo>()('read', z.strictObject({ keyId: KeyId, recoveryText: RecoveryText })),
  'backupKeys.remove': call<BackupKeysHere>()('destroy', z.strictObject({ keyId: KeyId })),
};
