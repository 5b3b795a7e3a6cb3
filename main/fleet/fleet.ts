// The profiles and the sessions of those that are connected. Everybody who reads or acts gets the session here, so that a
// profile has one set of connections and one poll however many look at it.

import type { Clock } from '../../shared/clock.ts';
import type { ProfileRow, ProfilesState, ProfileTest } from '../../shared/contract/fleet.ts';
import { AppError } from '../../shared/errors.ts';
import type { Lifetime } from '../../shared/lifetime.ts';
import type { FleetState } from '../../shared/model/fleet.ts';
import type { Profile, Secrets } from '../../shared/model/profile.ts';
import { isSame } from '../../shared/patch.ts';
import type { Host } from '../host.ts';
import { live, type Live } from '../live.ts';
import type { ProfileStore } from '../settings/profile-store.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { openAccesses, type FleetFactories } from './connections.ts';
import {
  createProfileSecrets,
  hasSecrets,
  mergeSecrets,
  missingSecretsError,
  OPENS_SETS,
  withoutEmpty,
  withoutForeign,
} from './profile-secrets.ts';
import { createSession, type Session } from './session.ts';
import { testProfile } from './test-profile.ts';

/** The running lab, as its keeper tells of it. */
export interface LabProfile {
  profile(): Profile | null;
  onChange(listener: () => void): () => void;
}

export interface FleetOptions {
  readonly profiles: ProfileStore;
  readonly settings: SettingsStore;
  readonly host: Host;
  readonly clock: Clock;
  readonly factories: FleetFactories;
  readonly lifetime: Lifetime;
  readonly lab: LabProfile;
  /** True while this console writes a backup of the profile. */
  readonly isBackupRunning: (profileId: string) => boolean;
  /** Hears of bugs that must not stop the polling. */
  readonly report: (error: unknown) => void;
}

export interface Fleet {
  readonly profiles: Live<ProfilesState>;
  /** Stored profiles and the lab's. Throws `not_found`. */
  profile(profileId: string): Profile;
  /** Joins an open session; opens one where there is none, or where other passwords are given. Throws `denied`, `not_found`. */
  connect(profileId: string, secrets: Secrets): Promise<Session>;
  disconnect(profileId: string): Promise<void>;
  /** Throws `not_found` when the profile is not connected. */
  session(profileId: string): Session;
  /** Undefined while the profile is not connected. */
  sessionOf(profileId: string): Session | undefined;
  /** Of a profile that is not connected: how it would begin. Throws `not_found`. */
  isReadOnly(profileId: string): boolean;
  /** Leaving read-only asks for the profile's name. Throws `bad_request` when it is not that. */
  setReadOnly(profileId: string, readOnly: boolean, confirmation: string): void;
  /**
   * A profile that is pointed at other servers is disconnected, and the passwords known for the old ones are forgotten:
   * they are never sent to servers they were not typed for.
   */
  saveProfile(profile: Profile, secrets: Secrets, keepSecrets: boolean): Promise<Profile>;
  removeProfile(profileId: string): Promise<void>;
  /** Passwords that are not given come from the keystore, if the servers are the stored profile's. */
  testProfile(profile: Profile, secrets: Secrets): Promise<ProfileTest>;
}

interface Connection {
  readonly status: ProfileRow['connection'];
  readonly secrets: Secrets;
  readonly lifetime: Lifetime;
  readonly session: Session | null;
}

export async function createFleet(options: FleetOptions): Promise<Fleet> {
  const { profiles: store, settings, host, clock, factories, lifetime, lab, isBackupRunning, report } = options;
  const secrets = createProfileSecrets(host);
  const connections = new Map<string, Connection>();
  const rows = live<ProfilesState>({ profiles: {} }, ['profiles']);
  let refreshing: Promise<void> = Promise.resolve();
  let knownLab = lab.profile();

  function find(profileId: string): Profile | undefined {
    const labs = lab.profile();
    return labs?.id === profileId ? labs : store.get(profileId);
  }

  function profile(profileId: string): Profile {
    const found = find(profileId);
    if (found !== undefined) return found;
    throw new AppError('not_found', `there is no profile ${profileId}`, {
      hint: 'It may have been removed; the list of profiles shows what there is.',
    });
  }

  async function rowOf(one: Profile): Promise<ProfileRow> {
    const missingSecrets = await secrets.missing(one);
    const connection = connections.get(one.id);
    return {
      profile: one,
      connection: connection?.status ?? 'idle',
      readOnly: connection?.session?.isReadOnly() ?? startsReadOnly(one),
      missingSecrets,
      fromLab: lab.profile()?.id === one.id,
    };
  }

  /** One at a time and in order: the last refresh sees the last change. */
  function refresh(): Promise<void> {
    const next = refreshing.then(async () => {
      const labs = lab.profile();
      const all = [
        ...Object.values(store.state.get().state.profiles).filter(({ id }) => id !== labs?.id),
        ...(labs === null ? [] : [labs]),
      ];
      const made = await Promise.all(all.map(rowOf));
      rows.update(() => ({ profiles: Object.fromEntries(made.map((row) => [row.profile.id, row])) }));
    });
    refreshing = next.catch(report);
    return next;
  }

  function setConnection(profileId: string, connection: Connection | undefined): void {
    if (connection === undefined) connections.delete(profileId);
    else connections.set(profileId, connection);
    void refresh().catch(() => undefined); // reported by `refreshing`
  }

  function open(one: Profile, known: Secrets): Session {
    const own = lifetime.child(`session ${one.id}`);
    setConnection(one.id, { status: 'connecting', secrets: known, lifetime: own, session: null });
    try {
      const opened = createSession({
        profile: one,
        ...openAccesses(factories, one, known, own, clock),
        backups: factories.createBackupCatalogue({
          profile: one,
          storeKeys: known.stores ?? {},
          passphrase: known.backupPassphrase,
          backupKey: known.backupKey,
          clock,
          lifetime: own,
        }),
        readOnly: startsReadOnly(one),
        clock,
        lifetime: own,
        intervalMs: () => settings.get().pollIntervalMs,
        proofDays: () => settings.get().proofDays,
        isBackupRunning: () => isBackupRunning(one.id),
        onTick: (state) => showStatus(one.id, state),
        report,
      });
      setConnection(one.id, { status: 'connected', secrets: known, lifetime: own, session: opened });
      return opened;
    } catch (error) {
      own.dispose().catch(report);
      setConnection(one.id, { status: 'failed', secrets: {}, lifetime: own, session: null });
      throw error;
    }
  }

  function showStatus(profileId: string, state: FleetState): void {
    const connection = connections.get(profileId);
    if (!connection?.session) return;
    const { redis, mongo } = connection.session;
    const areas = [...(redis === null ? [] : [state.trouble.redis]), ...(mongo === null ? [] : [state.trouble.mongo])];
    const status = areas.length > 0 && areas.every((trouble) => trouble !== null) ? 'failed' : 'connected';
    if (status !== connection.status) setConnection(profileId, { ...connection, status });
  }

  async function connect(profileId: string, given: Secrets): Promise<Session> {
    if (find(profileId) === undefined) await store.reload();
    const one = profile(profileId);
    const typed = withoutEmpty(given);
    const known = mergeSecrets(await secrets.of(profileId), typed);
    const existing = connections.get(profileId);
    if (existing?.session) {
      if (hasSecrets(existing.secrets, typed)) return existing.session;
      await disconnect(profileId);
    }
    secrets.hold(profileId, known);
    // Without what opens encrypted sets, everything else can be seen and done.
    const missing = (await secrets.missing(one)).filter((name) => !OPENS_SETS.includes(name));
    if (missing.length > 0) throw missingSecretsError(one, missing);
    return connections.get(profileId)?.session ?? open(one, known);
  }

  async function disconnect(profileId: string): Promise<void> {
    const connection = connections.get(profileId);
    secrets.forget(profileId);
    setConnection(profileId, undefined);
    await connection?.lifetime.dispose();
    await refreshing;
  }

  const sessionOf = (profileId: string): Session | undefined => connections.get(profileId)?.session ?? undefined;

  function session(profileId: string): Session {
    const one = profile(profileId);
    const existing = sessionOf(profileId);
    if (existing) return existing;
    throw new AppError('not_found', `${one.name} is not connected`, { hint: 'Connect the profile first.' });
  }

  async function saveProfile(changed: Profile, given: Secrets, keepSecrets: boolean): Promise<Profile> {
    if (lab.profile()?.id === changed.id) {
      throw new AppError('conflict', 'the running lab’s own profile cannot be changed', {
        hint: 'Save it under another id.',
        retryable: false,
      });
    }
    await secrets.removeForeign(store.get(changed.id), changed);
    if (keepSecrets) await secrets.keep(changed.id, given);
    await store.save(changed);
    const current = connections.get(changed.id);
    if (current?.session) {
      const isSameAccess = isSameServers(current.session.profile, changed) && hasSecrets(current.secrets, given);
      if (isSameAccess) current.session.rename(changed);
      else await disconnect(changed.id);
    }
    if (!keepSecrets) secrets.hold(changed.id, given);
    await refresh();
    return changed;
  }

  async function removeProfile(profileId: string): Promise<void> {
    if (lab.profile()?.id === profileId) {
      throw new AppError('conflict', 'the running lab’s own profile goes with the lab', {
        hint: 'Stop the lab.',
        retryable: false,
      });
    }
    await store.remove(profileId);
    await disconnect(profileId);
    await secrets.remove(profileId);
    await refresh();
  }

  function setReadOnly(profileId: string, readOnly: boolean, confirmation: string): void {
    const current = session(profileId);
    if (!readOnly && confirmation !== current.profile.name) {
      throw new AppError('bad_request', 'the name that was typed is not the profile’s', {
        hint: `Type ${current.profile.name} to leave read-only.`,
      });
    }
    current.setReadOnly(readOnly);
    void refresh().catch(() => undefined); // reported by `refreshing`
  }

  async function followLab(): Promise<void> {
    const before = knownLab;
    knownLab = lab.profile();
    if (before !== null && (knownLab === null || !isSame(before, knownLab))) await disconnect(before.id);
    await refresh();
  }

  lifetime.add(store.state.subscribe(() => void refresh().catch(() => undefined)));
  lifetime.add(lab.onChange(() => void followLab().catch(report)));
  lifetime.add(settings.state.subscribe(() => connections.forEach((connection) => connection.session?.wake())));
  await refresh();

  return {
    profiles: rows,
    profile,
    connect,
    disconnect,
    session,
    sessionOf,
    isReadOnly: (profileId) => sessionOf(profileId)?.isReadOnly() ?? startsReadOnly(profile(profileId)),
    setReadOnly,
    saveProfile,
    removeProfile,
    async testProfile(one, given) {
      const known = await secrets.of(one.id);
      const own = withoutForeign(known, find(one.id), one);
      return testProfile(factories, one, mergeSecrets(own, given), clock);
    },
  };
}

/** A production profile is looked at until somebody says otherwise, in every session anew. */
function startsReadOnly({ environment }: Profile): boolean {
  return environment === 'production';
}

function isSameServers(a: Profile, b: Profile): boolean {
  return (
    isSame(a.redis ?? null, b.redis ?? null) &&
    isSame(a.mongo ?? null, b.mongo ?? null) &&
    isSame(a.stores, b.stores) &&
    isSame(a.backup ?? null, b.backup ?? null)
  );
}
