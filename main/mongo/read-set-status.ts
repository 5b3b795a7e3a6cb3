// replSetGetStatus, replSetGetConfig and hello as data. They come from the network: what has another type than expected
// reads as absent, and nothing here throws.

import { Double, Int32, Long, ObjectId, type Document } from 'mongodb';

/** One member as the asked member sees it. */
export interface MemberStatus {
  readonly memberId: number;
  readonly host: string;
  readonly state: string;
  /** The asked member hears from it. */
  readonly isUp: boolean;
  /** Wall clock of the last entry it applied. */
  readonly appliedAtMs: number | null;
  readonly syncSourceHost: string | null;
  readonly electedMs: number | null;
  readonly lastHeardMs: number | null;
  readonly message: string | null;
}

export interface SetStatus {
  readonly name: string;
  readonly term: number;
  /** The asked member's own clock. */
  readonly dateMs: number;
  readonly configVersion: number;
  readonly members: readonly MemberStatus[];
}

export interface MemberConfig {
  readonly memberId: number;
  readonly host: string;
  readonly priority: number;
  readonly votes: number;
  readonly hidden: boolean;
  readonly arbiter: boolean;
  readonly delaySeconds: number;
}

export interface SetConfig {
  readonly version: number;
  readonly electionTimeoutMs: number | null;
  readonly members: readonly MemberConfig[];
}

/** What any client may know, signed in or not. */
export interface Hello {
  readonly setName: string | null;
  /** In the order of the configuration: data members, then passive ones, then arbiters. */
  readonly hosts: readonly string[];
  readonly arbiters: readonly string[];
  readonly me: string | null;
  readonly primary: string | null;
  readonly state: 'PRIMARY' | 'SECONDARY' | 'ARBITER' | 'STANDALONE' | 'OTHER';
  readonly electionId: string | null;
}

/** Member state 8; `stateStr` then says `(not reachable/healthy)`. */
const STATE_DOWN = 8;

export function readSetStatus(reply: Document): SetStatus {
  const rows = listOf(reply['members']);
  const self = rows.find((row) => row['self'] === true);
  return {
    name: textOf(reply['set']) ?? '',
    term: numberOf(reply['term']) ?? 0,
    dateMs: dateOf(reply['date']) ?? 0,
    configVersion: numberOf(self?.['configVersion']) ?? 0,
    members: rows.flatMap((row) => memberStatus(row) ?? []),
  };
}

function memberStatus(row: Document): MemberStatus | undefined {
  const memberId = numberOf(row['_id']);
  const host = textOf(row['name']);
  if (memberId === null || host === null) return undefined;
  const isUp = row['self'] === true || numberOf(row['health']) === 1;
  return {
    memberId,
    host,
    state: isUp && numberOf(row['state']) !== STATE_DOWN ? (textOf(row['stateStr']) ?? 'UNKNOWN') : 'DOWN',
    isUp,
    appliedAtMs: appliedAt(row),
    syncSourceHost: textOf(row['syncSourceHost']),
    electedMs: dateOf(row['electionDate']),
    lastHeardMs: dateOf(row['lastHeartbeatRecv']) || null,
    message: textOf(row['lastHeartbeatMessage']) ?? textOf(row['infoMessage']),
  };
}

/** Older servers know only whole seconds. A member that never applied anything says 1970. */
function appliedAt(row: Document): number | null {
  return dateOf(row['lastAppliedWallTime']) || dateOf(row['optimeDate']) || null;
}

export function readSetConfig(reply: Document): SetConfig {
  const config = sectionOf(reply, 'config');
  const settings = sectionOf(config, 'settings');
  return {
    version: numberOf(config['version']) ?? 0,
    electionTimeoutMs: numberOf(settings['electionTimeoutMillis']),
    members: listOf(config['members']).flatMap((row) => memberConfig(row) ?? []),
  };
}

function memberConfig(row: Document): MemberConfig | undefined {
  const memberId = numberOf(row['_id']);
  const host = textOf(row['host']);
  if (memberId === null || host === null) return undefined;
  return {
    memberId,
    host,
    priority: numberOf(row['priority']) ?? 1,
    votes: numberOf(row['votes']) ?? 1,
    hidden: row['hidden'] === true,
    arbiter: row['arbiterOnly'] === true,
    // Called slaveDelay before MongoDB 5.
    delaySeconds: numberOf(row['secondaryDelaySecs']) ?? numberOf(row['slaveDelay']) ?? 0,
  };
}

/** A hello reply, or the `repl` section of serverStatus, which says the same. */
export function readHello(reply: Document): Hello {
  const setName = textOf(reply['setName']);
  const arbiters = namesOf(reply['arbiters']);
  return {
    setName,
    hosts: [...namesOf(reply['hosts']), ...namesOf(reply['passives']), ...arbiters],
    arbiters,
    me: textOf(reply['me']),
    primary: textOf(reply['primary']),
    state: helloState(reply, setName),
    electionId: idOf(reply['electionId']),
  };
}

function helloState(reply: Document, setName: string | null): Hello['state'] {
  if (reply['arbiterOnly'] === true) return 'ARBITER';
  if (reply['secondary'] === true) return 'SECONDARY';
  if (setName === null) return reply['isreplicaset'] === true ? 'OTHER' : 'STANDALONE';
  return reply['isWritablePrimary'] === true || reply['ismaster'] === true ? 'PRIMARY' : 'OTHER';
}

/** A document inside a document; empty where there is none. */
export function sectionOf(document: Document, name: string): Document {
  const section: unknown = document[name];
  return typeof section === 'object' && section !== null ? (section as Document) : {};
}

function listOf(value: unknown): Document[] {
  return Array.isArray(value)
    ? value.filter((item): item is Document => typeof item === 'object' && item !== null)
    : [];
}

function namesOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Numbers arrive as number, bigint, Long, Int32 or Double. */
export function numberOf(value: unknown): number | null {
  const isBson = value instanceof Long || value instanceof Int32 || value instanceof Double;
  const number = isBson || typeof value === 'bigint' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

function dateOf(value: unknown): number | null {
  return value instanceof Date && Number.isFinite(value.getTime()) ? value.getTime() : null;
}

function idOf(value: unknown): string | null {
  return value instanceof ObjectId ? value.toHexString() : null;
}
