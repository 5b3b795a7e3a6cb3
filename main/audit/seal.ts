// What the system's keystore knows of the log: a key that anchors are signed with, and the last head it was told. Neither can be
// put back by whoever only writes files. Faces without a keystore (browser mode, command line) do without, and say so.

import { randomBytes } from 'node:crypto';
import type { AuditHead } from '../../shared/model/audit.ts';
import type { SecretStore } from '../host.ts';

export interface Seal {
  /** Null where there is no keystore. Made when there is none yet. */
  readonly key: string | null;
  /** The keystore held a key before this process asked. */
  readonly isKnown: boolean;
  read(): Promise<AuditHead | null>;
  /** Told soon, not at once: what comes meanwhile replaces what waits. Never throws; a failure is reported. */
  tell(head: AuditHead): void;
  /** Resolves when everything is told. */
  idle(): Promise<void>;
}

/** `place` tells logs of several data folders apart. */
export async function openSeal(
  secrets: Pick<SecretStore, 'available' | 'get' | 'set'> | undefined,
  place: string,
  report: (error: unknown) => void,
): Promise<Seal> {
  const none: Seal = {
    key: null,
    isKnown: false,
    read: () => Promise.resolve(null),
    tell: () => {},
    idle: () => Promise.resolve(),
  };
  if (!secrets?.available) return none;
  const [keyName, headName] = [`audit/${place}/key`, `audit/${place}/head`];
  let known: string | undefined;
  let key: string;
  try {
    known = await secrets.get(keyName);
    key = known ?? randomBytes(32).toString('base64');
    if (known === undefined) await secrets.set(keyName, key);
  } catch (error) {
    report(error); // a locked keystore: the anchor in the settings folder still counts
    return none;
  }
  let waiting: AuditHead | null = null;
  let telling: Promise<void> | null = null;

  async function tellAll(): Promise<void> {
    while (waiting !== null) {
      const head = waiting;
      waiting = null;
      await secrets!.set(headName, JSON.stringify(head)).catch(report);
    }
    telling = null;
  }

  return {
    key,
    isKnown: known !== undefined,
    async read() {
      const text = await secrets.get(headName);
      return text === undefined ? null : (JSON.parse(text) as AuditHead);
    },
    tell(head) {
      waiting = head;
      telling ??= tellAll();
    },
    idle: async () => void (await telling),
  };
}
