// Calls and streams about the console itself: what it is, what it remembers, and the lab.

import { platform, release } from 'node:os';
import { appContract } from '../../../shared/contract/app.ts';
import type { Settings } from '../../../shared/model/settings.ts';
import type { Services } from '../../services.ts';
import { audited } from '../audited.ts';
import type { Handlers } from '../handlers.ts';

export function appHandlers(services: Services): Handlers<typeof appContract> {
  const { host, version, settings, damagedFiles, lab } = services;
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
    'settings.save': (change) => saveSettings(services, change as Partial<Settings>), // JSON knows no undefined
    'settings.damage': () => ({ live: damagedFiles.state }),
    'lab.watch': () => ({ live: lab.state }),
    'lab.setLoad': async ({ load }) => {
      await lab.setLoad(load);
      return null;
    },
  };
}

/** Whoever takes another name tells so under the old one: the audit log names people by it. */
function saveSettings(services: Services, change: Partial<Settings>): Promise<Settings> {
  const { host, settings, operator } = services;
  const now = operator();
  const next = change.operator === undefined ? now : change.operator || host.operator;
  if (next === now) return settings.save(change);
  const rename = { action: 'operator.rename', profileId: '', subject: 'settings.save' };
  const names = { before: { operator: now }, after: { operator: next } };
  return audited(services, { ...rename, ...names }, () => settings.save(change));
}
