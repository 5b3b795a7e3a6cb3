// The driver's own connection, with a guard where commands go to the socket: pools, cursors, sessions and monitors all send
// through `command` (or `exhaustCommand`), so nobody gets around it. The driver does not export the class and names the
// option that takes another one internal; this is the one place that reaches for both, it fails where they are gone, and
// tests hold them in place.

import { createRequire } from 'node:module';
import { MongoClient, type Document, type MongoClientOptions } from 'mongodb';
import { AppError } from '../../shared/errors.ts';
import { nameOf, reads } from './guard.ts';

/** Given the database the command is for. Throws an AppError where it may not be sent. */
type Permit = (database: string) => void;

interface Namespace {
  readonly db: string;
}

interface DriverConnection {
  command(namespace: Namespace, command: Document, ...rest: unknown[]): Promise<Document>;
  exhaustCommand(namespace: Namespace, command: Document, ...rest: unknown[]): void;
}

const { Connection } = createRequire(import.meta.url)('mongodb/lib/cmap/connection.js') as {
  Connection: new (...parameters: unknown[]) => DriverConnection;
};

/**
 * A client that asks `permit` in the moment a command that changes a server is about to be sent; where that throws, nothing
 * is sent and its error comes back.
 */
export function guardedClient(uri: string, options: MongoClientOptions, permit: Permit): MongoClient {
  const connectionType = guardedType(permit);
  const client = new MongoClient(uri, { ...options, connectionType } as MongoClientOptions);
  const taken = (client.options as { readonly connectionType?: unknown }).connectionType;
  if (taken !== connectionType) throw new AppError('internal', 'The MongoDB driver does not take the guard any more');
  return client;
}

function guardedType(permit: Permit): typeof Connection {
  return class GuardedConnection extends Connection {
    override async command(namespace: Namespace, command: Document, ...rest: unknown[]): Promise<Document> {
      requirePermit(namespace, command, permit);
      return super.command(namespace, command, ...rest);
    }

    override exhaustCommand(namespace: Namespace, command: Document, ...rest: unknown[]): void {
      requirePermit(namespace, command, permit);
      super.exhaustCommand(namespace, command, ...rest);
    }
  };
}

function requirePermit({ db }: Namespace, command: Document, permit: Permit): void {
  if (reads(command)) return;
  try {
    permit(db);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError(error.code, `${nameOf(command)} was not sent: ${error.message}`, {
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      retryable: error.retryable,
      details: { ...error.details, command: nameOf(command) },
    });
  }
}
