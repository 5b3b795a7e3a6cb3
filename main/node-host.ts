// The host of browser mode and of the command line: plain Node. It has no keystore, and says so rather than writing secrets to disk.

import { userInfo } from 'node:os';
import envPaths from 'env-paths';
import { AppError } from '../shared/errors.ts';
import type { Host, SecretStore } from './host.ts';

const REASON = 'Only the desktop reaches the keystore of the system: here passwords are asked for in each session.';

/** Folders are the system's usual ones; on Linux those of XDG. */
export function createNodeHost(face: Host['face']): Host {
  const paths = envPaths('marsad', { suffix: '' });
  return {
    face,
    paths: { settings: paths.config, data: paths.data, cache: paths.cache },
    secrets: noSecrets,
    operator: loginName(),
  };
}

const noSecrets: SecretStore = {
  available: false,
  backend: 'none',
  reason: REASON,
  get: () => Promise.resolve(undefined),
  set: () =>
    Promise.reject(new AppError('unsupported', 'This face of the console keeps no passwords.', { hint: REASON })),
  remove: () => Promise.resolve(),
};

function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown'; // a user id without an entry in the system's list, as in some containers
  }
}
