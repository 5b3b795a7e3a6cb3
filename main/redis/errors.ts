// What ioredis and Redis say when something fails, as AppErrors that name the node and what to do.
// Never passes on what was sent: ioredis hangs the command with its arguments on the error, AUTH included.

import { AppError } from '../../shared/errors.ts';
import { errorRuleFor } from './error-rules.ts';
import type { RedisEndpoint } from './redis-access.ts';

/**
 * Any failure of a node as an AppError. An AppError passes unchanged.
 * `details.reply` holds the first word of the server's answer (`WRONGPASS`, `BUSYKEY`, `ERR`), to tell answers apart.
 */
export function toRedisError(error: unknown, endpoint: RedisEndpoint): AppError {
  if (error instanceof AppError) return error;
  const where = `Redis at ${formatEndpoint(endpoint)}`;
  const message = error instanceof Error ? error.message : String(error);
  const word = /^([A-Z]{2,})(?: |$)/.exec(message)?.[1];
  const details = word === undefined ? {} : { reply: word };
  const permission = missingPermission(message);
  if (permission !== undefined) {
    return new AppError('denied', `${where} does not let this user ${permission.does}`, {
      hint: `Grant it on the server: ACL SETUSER <user> ${permission.grant}`,
      details: { ...details, missing: permission.grant },
    });
  }
  const rule = errorRuleFor(message, codeOf(error));
  if (rule === undefined) {
    return new AppError(
      word === undefined ? 'internal' : 'bad_request',
      `${where} answered: ${withoutArguments(message)}`,
      { details },
    );
  }
  return new AppError(rule.code, `${where} ${rule.says}`, {
    hint: rule.hint,
    details,
    ...(rule.retryable === undefined ? {} : { retryable: rule.retryable }),
  });
}

export function timeoutError(endpoint: RedisEndpoint, timeoutMs: number): AppError {
  return new AppError('timeout', `Redis at ${formatEndpoint(endpoint)} did not answer within ${timeoutMs} ms`, {
    hint: 'The server may be paused, overloaded or cut off.',
  });
}

/** Like a timeout, in words that stay the same while the silence goes on. */
export function silenceError(endpoint: RedisEndpoint): AppError {
  return new AppError('timeout', `Redis at ${formatEndpoint(endpoint)} does not answer`, {
    hint: 'The server may be paused, overloaded or cut off.',
  });
}

export function formatEndpoint({ host, port }: RedisEndpoint): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

interface MissingPermission {
  readonly does: string;
  /** The ACL rule that grants it. */
  readonly grant: string;
}

/** What NOPERM names. The words differ between Redis 6, 7.0 and later. */
function missingPermission(message: string): MissingPermission | undefined {
  if (!message.startsWith('NOPERM')) return undefined;
  const command = /'([^']+)' command/.exec(message)?.[1];
  if (command !== undefined)
    return { does: `run ${command.replace('|', ' ').toUpperCase()}`, grant: `+${command.toLowerCase()}` };
  if (/channel/i.test(message)) return { does: 'reach this channel', grant: '&<pattern of the channels>' };
  if (/key/i.test(message)) return { does: 'reach this key', grant: '~<pattern of the keys>' };
  return { does: 'do this', grant: '+<command>' };
}

/** The code on the error or inside it: connecting to a name with several addresses fails with an AggregateError. */
function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (!(error instanceof AggregateError)) return undefined;
  return (error.errors as unknown[]).map(codeOf).find((code) => code !== undefined);
}

/** Redis repeats what it was sent in some errors (`…, with args beginning with: 'x'`): that part is cut off. */
function withoutArguments(message: string): string {
  return message.split(/\n|, with args/)[0]!.slice(0, 200);
}
