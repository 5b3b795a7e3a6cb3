// Commands to one member, with errors in the console's words.

import type { Document } from 'mongodb';
import { toMongoError } from '../../mongo/errors.ts';
import type { RunbookContext } from '../runbook.ts';
import { mongoOf } from './shared-reading.ts';

/** A member by its key, and how people know it. */
export interface MemberName {
  readonly key: string;
  /** `host:port` */
  readonly label: string;
}

export interface MemberCommandOptions {
  readonly database?: string;
  readonly signal?: AbortSignal;
  /** How long the answer may take; without it as long as the server needs. */
  readonly timeoutMs?: number;
}

export async function memberCommand(
  context: RunbookContext,
  member: MemberName,
  command: Document,
  { database = 'admin', signal, timeoutMs }: MemberCommandOptions = {},
): Promise<Document> {
  try {
    const options = { ...(signal ? { signal } : {}), ...(timeoutMs === undefined ? {} : { timeoutMS: timeoutMs }) };
    return await mongoOf(context).member(member.key).db(database).command(command, options);
  } catch (error) {
    throw toMongoError(error, member.label);
  }
}
