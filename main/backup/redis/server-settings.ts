// What a Redis node is set to, beside its data: its users as ACL rules, its configuration. Kept in a set to be looked at and
// exported; never holds a password.

import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { FileWriter, type SetFormat } from '../format/file-writer.ts';
import { readText } from '../format/read-file.ts';
import type { OpenSet } from '../format/open-set.ts';
import { damaged } from '../damaged.ts';
import type { RedisShardInSet, SetFile } from '../manifest.ts';
import type { RedisAccess, RedisReply } from '../../redis/redis-access.ts';

export const ServerSettings = z.strictObject({
  /** One line of ACL LIST each. Null: the user of the profile may not read them. */
  users: z.array(z.string()).nullable(),
  /** Name and value, as CONFIG GET tells them. Null: as above. */
  configuration: z.record(z.string(), z.string()).nullable(),
  /** What is set on the server and not in here: names of settings, and `passwords` of users. */
  leftOut: z.array(z.string()),
});
export type ServerSettings = z.infer<typeof ServerSettings>;

/** `requirepass`, `masterauth`, `tls-key-file-pass`, and what a later server may add. */
const SECRET_SETTING = /pass$|auth$|secret|token/;
/** The SHA-256 of a password: of a weak one it is soon the password itself. */
const PASSWORD_HASH = / #[0-9a-f]{64}\b/g;

/** `withHashes`: passwords of users as hashes, too; only for a set that is encrypted. */
export async function readServerSettings(
  redis: RedisAccess,
  nodeId: string,
  withHashes: boolean,
): Promise<ServerSettings> {
  const [rules, pairs] = await Promise.all([
    ifAllowed(redis.command(nodeId, ['ACL', 'LIST'])),
    ifAllowed(redis.command(nodeId, ['CONFIG', 'GET', '*'])),
  ]);
  const leftOut: string[] = [];
  const configuration: Record<string, string> = {};
  const flat = pairs ?? [];
  for (let index = 0; index + 1 < flat.length; index += 2) {
    const [name, value] = [String(flat[index]), String(flat[index + 1])];
    if (!SECRET_SETTING.test(name)) configuration[name] = value;
    else if (value !== '') leftOut.push(name);
  }
  const users = rules?.map(String) ?? null;
  const shown = users?.map((rule) => (withHashes ? rule : rule.replaceAll(PASSWORD_HASH, ''))) ?? null;
  if (shown?.join() !== users?.join()) leftOut.push('passwords');
  return { users: shown, configuration: pairs === null ? null : configuration, leftOut: leftOut.sort() };
}

/** Null where the user may not ask, or the server does not know the question. */
async function ifAllowed(reply: Promise<RedisReply>): Promise<readonly RedisReply[] | null> {
  try {
    const answer = await reply;
    return Array.isArray(answer) ? answer : null;
  } catch (error) {
    if (error instanceof AppError && (error.code === 'denied' || error.code === 'unsupported')) return null;
    throw error;
  }
}

export async function writeServerSettings(format: SetFormat, path: string, settings: ServerSettings): Promise<SetFile> {
  const file = await FileWriter.create(format, path);
  try {
    await file.write(Buffer.from(`${JSON.stringify(settings, null, 1)}\n`));
    return await file.finish();
  } catch (error) {
    await file.abandon();
    throw error;
  }
}

/** Null where the set was taken before settings were kept. Throws `damaged`. */
export async function readSettingsOf(
  set: OpenSet,
  { settingsFile }: Pick<RedisShardInSet, 'settingsFile'>,
): Promise<ServerSettings | null> {
  if (settingsFile === undefined) return null;
  const parsed = ServerSettings.safeParse(jsonOf(await readText(set, settingsFile)));
  if (!parsed.success) throw damaged(`${settingsFile} holds no settings of a server`);
  return parsed.data;
}

function jsonOf(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return null;
  }
}
