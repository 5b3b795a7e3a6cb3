import { z } from 'zod';
import { call, Nothing, OnProfile, stream } from './define.ts';
import { FLEET_TABLES, HISTORY_TABLES, type FleetState, type HistoryState } from '../model/fleet.ts';
import { Profile, Secrets, type PasswordName } from '../model/profile.ts';

export interface ProfileRow {
  readonly profile: Profile;
  /** `connected` profiles are polled while somebody watches them. */
  readonly connection: 'idle' | 'connecting' | 'connected' | 'failed';
  readonly readOnly: boolean;
  /** Secrets the profile needs (it names a user) and the keystore does not hold. */
  readonly missingSecrets: readonly PasswordName[];
  /** The running lab's own profile: not stored, gone with the lab. */
  readonly fromLab: boolean;
}

export interface ProfilesState {
  readonly profiles: Readonly<Record<string, ProfileRow>>;
}

export interface ProfileTest {
  readonly redis: ServerTest | null;
  readonly mongo: ServerTest | null;
  /** Backup stores, by id. */
  readonly stores: Readonly<Record<string, ServerTest>>;
}
export interface ServerTest {
  readonly ok: boolean;
  /** `6 nodes, cluster, Redis 7.0.15` or what went wrong. */
  readonly message: string;
  readonly hint: string | null;
  readonly tookMs: number;
}

/** Keys of one slot, for the slot inspector. Names are shown as text; `isBinary` where they are not UTF-8 (then hex). */
export interface SlotKeys {
  readonly slot: number;
  readonly nodeId: string;
  readonly count: number;
  readonly sample: readonly { readonly name: string; readonly isBinary: boolean }[];
}

export const fleetContract = {
  'profiles.watch': stream<ProfilesState>()(Nothing, ['profiles']),
  'profiles.save': call<Profile>()(
    'write',
    z.strictObject({ profile: Profile, secrets: Secrets, keepSecrets: z.boolean() }),
  ),
  'profiles.remove': call<null>()('write', z.strictObject({ id: z.string().max(100) })),
  'profiles.test': call<ProfileTest>()('read', z.strictObject({ profile: Profile, secrets: Secrets })),
  /** Opens the connections (or joins open ones). Secrets given here live for the session. */
  'profiles.connect': call<null>()('read', z.strictObject({ profileId: z.string(), secrets: Secrets })),
  'profiles.disconnect': call<null>()('read', OnProfile),
  /** Leaving read-only asks for the profile's name. Deliberately an effect `read`: it changes no server, and must work while read-only. */
  'profiles.setReadOnly': call<null>()(
    'read',
    z.strictObject({
      profileId: z.string(),
      readOnly: z.boolean(),
      confirmation: z.string(),
      /** Why, for the audit log. */
      reason: z.string().max(2000).default(''),
    }),
  ),
  'fleet.watch': stream<FleetState>()(OnProfile, FLEET_TABLES),
  'history.watch': stream<HistoryState>()(
    z.strictObject({
      profileId: z.string(),
      chart: z.enum(['redis-lag', 'mongo-lag', 'cache-cluster', 'cache-nodes', 'mongo-ops']),
      window: z.enum(['5m', '30m', '2h']),
    }),
    HISTORY_TABLES,
  ),
  'redis.slotKeys': call<SlotKeys>()(
    'read',
    z.strictObject({
      profileId: z.string(),
      slot: z.number().int().min(0).max(16_383),
      count: z.number().int().min(1).max(100),
    }),
  ),
};
