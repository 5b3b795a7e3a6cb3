// The keystore as the engine's process reaches it: by asking the shell, and by nothing else. It keeps no secret itself.

import { AppError } from '../../shared/errors.ts';
import type { FromEngine, ToEngine } from './engine-messages.ts';
import type { SecretStore } from '../host.ts';

type Answer = Extract<ToEngine, { kind: 'secret' }>;

export interface RemoteSecrets {
  readonly store: Pick<SecretStore, 'get' | 'set' | 'remove'>;
  /** The shell has answered. */
  answer(answer: Answer): void;
}

export function createRemoteSecrets(send: (message: FromEngine) => void): RemoteSecrets {
  const waiting = new Map<number, (answer: Answer) => void>();
  let nextId = 1;

  function ask(operation: 'get' | 'set' | 'remove', name: string, value: string | null): Promise<string | null> {
    const id = nextId++;
    return new Promise((resolve, reject) => {
      waiting.set(id, (answer) => {
        if (answer.failure === null) resolve(answer.value);
        else reject(refused(answer.failure));
      });
      send({ kind: 'secret', id, operation, name, value });
    });
  }

  return {
    store: {
      get: async (name) => (await ask('get', name, null)) ?? undefined,
      set: async (name, value) => void (await ask('set', name, value)),
      remove: async (name) => void (await ask('remove', name, null)),
    },
    answer(answer) {
      waiting.get(answer.id)?.(answer);
      waiting.delete(answer.id);
    },
  };
}

function refused(reason: string): AppError {
  return new AppError('denied', `The keystore refused: ${reason}`, {
    hint: 'Unlock the keyring of this desktop and try again.',
  });
}
