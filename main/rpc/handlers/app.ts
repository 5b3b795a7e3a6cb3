// Calls and streams about the console itself: what it is, what it remembers, and the lab.

import { platform, release } from 'node:os';
import { appContract } from '../../../shared/contract/app.ts';
import type { Settings } from '../../../shared/model/settings.ts';
import type { Services } from '../../services.ts';
import type { Handlers } from '../handlers.ts';

export function appHandlers({ host, version, settings, lab }: Services): Handlers<typeof appContract> {
  const { available, backend, reason } = host.secrets;
  return {
    'app.info': () => ({
      version,
      face: host.face,
      platform: `${platform()} ${release()}`,
      secretStorage: { available, backend, reason },
      paths: host.paths,
    }),
    'settings.watch': () => ({ live: settings.state }),
    'settings.save': (change) => settings.save(change as Partial<Settings>), // JSON knows no undefined
    'lab.watch': () => ({ live: lab.state }),
    'lab.setLoad': async ({ load }) => {
      await lab.setLoad(load);
      return null;
    },
  };
}
