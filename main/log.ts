// What the engine writes down about itself: one JSON object a line, in the data folder, of bounded size.
// Secrets never reach it: fields that are named like one are masked, and so are passwords inside URIs.

import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

export type LogLevel = 'info' | 'warn' | 'error';
export type LogFields = Readonly<Record<string, unknown>>;

export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/** The log of a face: `logs/marsad.log` in the data folder. */
export function createLog(paths: { readonly data: string }): Log {
  return createFileLog({ folder: join(paths.data, 'logs'), now: Date.now });
}

export interface FileLogOptions {
  readonly folder: string;
  readonly now: () => number;
  /** When the file is full it becomes `marsad.1.log`, replacing the one before. Default 4 MB. */
  readonly maxSizeBytes?: number;
}

/**
 * Logs into `<folder>/marsad.log`. Writing is synchronous, so that the last lines before a crash are there;
 * the engine logs rarely enough for that. A log that cannot be written is given up, with one line on stderr.
 */
export function createFileLog({ folder, now, maxSizeBytes = 4_000_000 }: FileLogOptions): Log {
  const file = join(folder, 'marsad.log');
  let sizeBytes = -1;
  let gaveUp = false;

  function write(level: LogLevel, event: string, fields: LogFields = {}): void {
    if (gaveUp) return;
    const line = `${JSON.stringify({ at: new Date(now()).toISOString(), level, event, pid: process.pid, ...redact(fields) })}\n`;
    try {
      if (sizeBytes < 0) sizeBytes = openFile(folder, file);
      if (sizeBytes + line.length > maxSizeBytes) {
        renameSync(file, join(folder, 'marsad.1.log'));
        sizeBytes = 0;
      }
      appendFileSync(file, line, { mode: 0o600 });
      sizeBytes += Buffer.byteLength(line);
    } catch (error) {
      gaveUp = true;
      process.stderr.write(`marsad: cannot write its log: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  }

  return {
    info: (event, fields) => write('info', event, fields),
    warn: (event, fields) => write('warn', event, fields),
    error: (event, fields) => write('error', event, fields),
  };
}

function openFile(folder: string, file: string): number {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

const SECRET_NAME = /password|passphrase|secret|token|authorization|cookie|credential/i;
const URI_SECRET = /([a-z][a-z0-9+.-]*:\/\/[^\s:@/]*):[^\s@/]+@/gi;
const MAX_DEPTH = 6;

/** A copy that is safe to write down: secrets masked, errors as their name, message, stack and cause. */
export function redact(value: unknown, depth = 0): Record<string, unknown> {
  return redactValue(value, depth) as Record<string, unknown>;
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return value.replace(URI_SECRET, '$1:***@');
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return '…';
  if (value instanceof Error) return redactError(value, depth);
  if (Array.isArray(value)) return value.slice(0, 100).map((item) => redactValue(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name,
      SECRET_NAME.test(name) && field !== null && field !== undefined ? '***' : redactValue(field, depth + 1),
    ]),
  );
}

function redactError(error: Error, depth: number): unknown {
  return redactValue(
    {
      name: error.name,
      message: error.message,
      ...('code' in error ? { code: error.code } : {}),
      stack: error.stack
        ?.split('\n')
        .slice(1, 12)
        .map((line) => line.trim()),
      ...(error.cause === undefined ? {} : { cause: error.cause }),
      ...(error instanceof AggregateError ? { errors: error.errors } : {}),
    },
    depth + 1,
  );
}
