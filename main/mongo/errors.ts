// What the MongoDB driver and server say when something fails, as AppErrors that name the server and what to do.
// Never passes on a URI, a command or a document: only words of this file, the server's error name, and its short message.

import { BSON } from 'mongodb';
import { AppError } from '../../shared/errors.ts';
import { errorRuleFor } from './error-rules.ts';

/** Any failure of a server as an AppError. An AppError passes unchanged. `where`: `host:port`, or the set's name. */
export function toMongoError(error: unknown, where: string): AppError {
  if (error instanceof AppError) return error;
  const server = `MongoDB at ${where}`;
  const number = serverCodeOf(error);
  const words = allWords(error);
  const rule = errorRuleFor(number, words);
  const name = typeof error === 'object' && error !== null && 'codeName' in error ? String(error.codeName) : undefined;
  const details = {
    ...(number === undefined ? {} : { serverCode: number }),
    ...(name === undefined ? {} : { codeName: name }),
  };
  const refused = number === 13 ? /execute command \{ ?(\w+)/.exec(words)?.[1] : undefined;
  if (rule !== undefined) {
    const says = refused === undefined ? rule.says : `does not let this user run ${refused}`;
    return new AppError(rule.code, `${server} ${says}`, {
      hint: rule.hint,
      details,
      ...(rule.retryable === undefined ? {} : { retryable: rule.retryable }),
    });
  }
  const isServerAnswer = number !== undefined;
  return new AppError(isServerAnswer ? 'bad_request' : 'internal', `${server} answered: ${shortMessage(error)}`, {
    details,
  });
}

/** In words that stay the same while the silence goes on. */
export function silenceError(where: string): AppError {
  return new AppError('timeout', `MongoDB at ${where} does not answer`, {
    hint: 'The server may be paused, overloaded or cut off.',
  });
}

/** Code 13: the user lacks a privilege, or did not sign in at all. */
export function isUnauthorized(error: unknown): boolean {
  return serverCodeOf(error) === 13 || (error instanceof AppError && error.details?.['serverCode'] === 13);
}

/** Code 13 again, but because nobody signed in. */
export function needsSignIn(error: unknown): boolean {
  return isUnauthorized(error) && /requires authentication/i.test(allWords(error));
}

/** The server runs without a set (76), or its set has no configuration yet (94). */
export function isNotInSet(error: unknown): boolean {
  const code = serverCodeOf(error);
  return code === 76 || code === 94;
}

function serverCodeOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  // A reply that was read with its BSON types has its code in one, too.
  if ('code' in error && (typeof error.code === 'number' || error.code instanceof BSON.Int32))
    return Number(error.code);
  return innerErrors(error)
    .map(serverCodeOf)
    .find((code) => code !== undefined);
}

/** Messages and codes of the error and of what it wraps: a failed server selection holds the reason per server. */
function allWords(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const own = [error instanceof Error ? error.message : '', 'code' in error ? String(error.code) : ''].join(' ');
  // A failed selection says "timed out" itself; what the servers said counts more.
  const inner = innerErrors(error).map(allWords).join(' ');
  return inner.trim() === '' ? own : inner;
}

function innerErrors(error: object): unknown[] {
  const inner: unknown[] = [];
  if ('cause' in error && error.cause !== undefined && error.cause !== null) inner.push(error.cause);
  if (error instanceof AggregateError) inner.push(...(error.errors as unknown[]));
  if ('reason' in error && typeof error.reason === 'object' && error.reason !== null && 'servers' in error.reason) {
    const { servers } = error.reason;
    if (servers instanceof Map) for (const server of servers.values()) if (server?.error) inner.push(server.error);
  }
  return inner;
}

function shortMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message
    .split('\n')[0]!
    .replaceAll(/mongodb(\+srv)?:\/\/\S+/g, 'mongodb://…')
    .slice(0, 200);
}
