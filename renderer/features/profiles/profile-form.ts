// A profile as a form holds it (texts) and back, with what is wrong said per field. Pure; the contract's schema has the last word.

import { HostPort, Profile, type Environment, type Tls } from '../../../shared/model/profile.ts';
import { keepDraftOf, keepOf, USUAL_DAYS, type KeepDraft } from './keep-form.ts';
import { s3DraftOf, s3StoreOf, type S3Draft, type S3Problems } from './s3-form.ts';
import { approvalDraft, approvalOf, approversOf, type ApprovalDraft } from './approval-form.ts';

export interface TlsDraft {
  readonly isOn: boolean;
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
  readonly serverName: string;
}

export interface ProfileDraft {
  readonly id: string;
  readonly name: string;
  readonly environment: Environment;
  readonly colour: string;
  readonly hasRedis: boolean;
  readonly redisSeeds: string;
  readonly redisUsername: string;
  readonly redisTls: TlsDraft;
  readonly addressMap: string;
  readonly hasMongo: boolean;
  readonly mongoSeeds: string;
  readonly replicaSet: string;
  readonly mongoUsername: string;
  readonly authSource: string;
  readonly mongoTls: TlsDraft;
  /** Id of the store in that folder. */
  readonly folderId: string;
  readonly folder: string;
  readonly folderKeep: KeepDraft;
  readonly s3: readonly S3Draft[];
  readonly encryption: (typeof ENCRYPTIONS)[number];
  /** Of the key that encrypts, where one does. */
  readonly keyId: string;
  readonly approval: ApprovalDraft;
  /** Not edited here: kept as it is. */
  readonly localCommands: boolean | undefined;
  /** Folders beyond the first: kept as they are. */
  readonly otherStores: Profile['stores'];
}

/** Fields with something wrong; a key of the words under `editor.problem`. */
export type DraftProblems = Readonly<
  Partial<
    Record<
      'name' | 'redisSeeds' | 'mongoSeeds' | 'addressMap' | 'approvers' | 'folderKeep' | 'keyId' | 'nothing',
      'name' | 'seeds' | 'map' | 'approvers' | 'keep' | 'keyId' | 'nothing'
    >
  > & {
    /** Per S3 store, in their order. */
    readonly s3?: readonly S3Problems[];
  }
>;

export const ENCRYPTIONS = ['none', 'passphrase', 'key'] as const;

export const PROFILE_COLOURS = ['#3fb68b', '#4f9cf0', '#b48cf2', '#e0a63a', '#ef6461', '#8696a7'] as const;

export function draftOf(profile: Profile | null): ProfileDraft {
  const [local, ...otherLocals] = profile?.stores.filter(({ kind }) => kind === 'local') ?? [];
  const folder = local?.kind === 'local' ? local.folder : '';
  return {
    id: profile?.id ?? '',
    name: profile?.name ?? '',
    environment: profile?.environment ?? 'staging',
    colour: profile?.colour ?? PROFILE_COLOURS[1],
    hasRedis: profile ? profile.redis !== undefined : true,
    redisSeeds: profile?.redis?.seeds.join(' ') ?? '',
    redisUsername: profile?.redis?.username ?? '',
    redisTls: tlsDraft(profile?.redis?.tls),
    addressMap: Object.entries(profile?.redis?.addressMap ?? {})
      .map(([announced, reachable]) => `${announced} → ${reachable}`)
      .join('\n'),
    hasMongo: profile ? profile.mongo !== undefined : true,
    mongoSeeds: profile?.mongo?.seeds.join(' ') ?? '',
    replicaSet: profile?.mongo?.replicaSet ?? '',
    mongoUsername: profile?.mongo?.username ?? '',
    authSource: profile?.mongo?.authSource ?? '',
    mongoTls: tlsDraft(profile?.mongo?.tls),
    folderId: local?.id ?? 'local',
    folder,
    folderKeep: keepDraftOf(local?.keep, USUAL_DAYS.local),
    s3: profile?.stores.flatMap((store) => (store.kind === 's3' ? [s3DraftOf(store)] : [])) ?? [],
    encryption: profile?.backup?.encryption ?? 'none',
    keyId: profile?.backup?.keyId ?? '',
    approval: approvalDraft(profile?.approval),
    localCommands: profile?.localCommands,
    otherStores: otherLocals,
  };
}

/** The profile, or what has to be put right first. `takenIds` keeps a new profile from replacing another. */
export function profileOf(
  draft: ProfileDraft,
  takenIds: readonly string[],
): { profile: Profile } | { problems: DraftProblems } {
  const redisSeeds = seedsOf(draft.redisSeeds);
  const mongoSeeds = seedsOf(draft.mongoSeeds);
  const addressMap = addressMapOf(draft.addressMap);
  const s3 = draft.s3.map((store, index) => s3StoreOf(store, takenStoreIds(draft, index)));
  const hasFolder = draft.folder.trim() !== '';
  const folderKeep = hasFolder ? keepOf(draft.folderKeep) : {};
  const hasNothing = !draft.hasRedis && !draft.hasMongo && !hasFolder && s3.length === 0;
  const problems: DraftProblems = {
    ...(draft.name.trim() === '' ? { name: 'name' as const } : {}),
    ...(draft.hasRedis && !redisSeeds ? { redisSeeds: 'seeds' as const } : {}),
    ...(draft.hasMongo && !mongoSeeds ? { mongoSeeds: 'seeds' as const } : {}),
    ...(draft.hasRedis && !addressMap ? { addressMap: 'map' as const } : {}),
    ...(approversOf(draft.approval.approvers) ? {} : { approvers: 'approvers' as const }),
    ...(folderKeep === null ? { folderKeep: 'keep' as const } : {}),
    ...(draft.encryption === 'key' && draft.keyId === '' ? { keyId: 'keyId' as const } : {}),
    ...(s3.some((each) => 'problems' in each)
      ? { s3: s3.map((each) => ('problems' in each ? each.problems : {})) }
      : {}),
    ...(hasNothing ? { nothing: 'nothing' as const } : {}),
  };
  if (Object.keys(problems).length > 0) return { problems };
  const profile = Profile.parse({
    id: draft.id === '' ? freeId(draft.name, takenIds) : draft.id,
    name: draft.name.trim(),
    environment: draft.environment,
    colour: draft.colour,
    ...(draft.hasRedis && redisSeeds
      ? {
          redis: {
            seeds: redisSeeds,
            ...optional('username', draft.redisUsername),
            ...tlsOf(draft.redisTls),
            ...(addressMap && Object.keys(addressMap).length > 0 ? { addressMap } : {}),
          },
        }
      : {}),
    ...(draft.hasMongo && mongoSeeds
      ? {
          mongo: {
            seeds: mongoSeeds,
            ...optional('replicaSet', draft.replicaSet),
            ...optional('username', draft.mongoUsername),
            ...optional('authSource', draft.authSource),
            ...tlsOf(draft.mongoTls),
          },
        }
      : {}),
    stores: [
      ...(hasFolder ? [{ kind: 'local', id: draft.folderId, folder: draft.folder.trim(), ...folderKeep }] : []),
      ...draft.otherStores,
      ...s3.flatMap((each) => ('store' in each ? [each.store] : [])),
    ],
    ...(draft.encryption === 'passphrase' ? { backup: { encryption: 'passphrase' } } : {}),
    ...(draft.encryption === 'key' ? { backup: { encryption: 'key', keyId: draft.keyId } } : {}),
    ...approvalOf(draft.approval),
    ...(draft.localCommands === undefined ? {} : { localCommands: draft.localCommands }),
  });
  return { profile };
}

/** Ids of the draft's stores; without the S3 store at `except`. */
export function takenStoreIds({ folderId, otherStores, s3 }: ProfileDraft, except = -1): string[] {
  return [
    folderId,
    ...otherStores.map(({ id }) => id),
    ...s3.flatMap(({ id }, at) => (at === except ? [] : [id.trim()])),
  ];
}

/** `a:1, b:2 c:3` → three seeds; undefined where one is no host:port, or there is none. */
export function seedsOf(typed: string): string[] | undefined {
  const seeds = typed.split(/[\s,]+/).filter(Boolean);
  return seeds.length > 0 && seeds.every((seed) => HostPort.safeParse(seed).success) ? seeds : undefined;
}

function addressMapOf(typed: string): Record<string, string> | undefined {
  const map: Record<string, string> = {};
  for (const line of typed
    .split('\n')
    .map((each) => each.trim())
    .filter(Boolean)) {
    const [announced = '', reachable = ''] = line.split(/\s*(?:→|->|=>)\s*/);
    if (!HostPort.safeParse(announced).success || !HostPort.safeParse(reachable).success) return undefined;
    map[announced] = reachable;
  }
  return map;
}

/** A readable id from the name: `Shop · production` → `shop-production`. */
export function freeId(name: string, takenIds: readonly string[]): string {
  const plain = name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 50);
  const base = plain === '' ? 'profile' : plain;
  let id = base;
  for (let n = 2; takenIds.includes(id); n += 1) id = `${base}-${n}`;
  return id;
}

function tlsDraft(tls: Tls | undefined): TlsDraft {
  return {
    isOn: tls !== undefined,
    caFile: tls?.caFile ?? '',
    certFile: tls?.certFile ?? '',
    keyFile: tls?.keyFile ?? '',
    serverName: tls?.serverName ?? '',
  };
}

function tlsOf({ isOn, caFile, certFile, keyFile, serverName }: TlsDraft): { tls?: Tls } {
  if (!isOn) return {};
  return {
    tls: {
      ...optional('caFile', caFile),
      ...optional('certFile', certFile),
      ...optional('keyFile', keyFile),
      ...optional('serverName', serverName),
    },
  };
}

function optional<Name extends string>(name: Name, value: string): { [K in Name]?: string } {
  return (value.trim() === '' ? {} : { [name]: value.trim() }) as { [K in Name]?: string };
}
