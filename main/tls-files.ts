// The TLS part of a profile as options of Node's TLS. What is in the PEM files never gets into an error.

import { readFileSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import { AppError } from '../shared/errors.ts';
import type { Tls } from '../shared/model/profile.ts';

/** What both drivers, and Node itself, take. */
export interface TlsMaterial {
  readonly ca?: string | Buffer;
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  readonly servername?: string;
}

export type ReadFile = (path: string) => string | Buffer;

const MAX_PEM_BYTES = 4_000_000;

/** A profile may name anything: a device or a pipe would hold the engine for good. */
function readPemFile(path: string): Buffer {
  const file = statSync(path);
  if (!file.isFile()) throw unfit('not a file');
  if (file.size > MAX_PEM_BYTES) throw unfit('too large for a PEM file');
  return readFileSync(path);
}

function unfit(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** Throws AppError when a file cannot be read. Certificates are always checked; there is no switch to turn that off. */
export function loadTlsOptions(tls: Tls, readFile: ReadFile = readPemFile): TlsMaterial {
  const load = (path: string, what: string): string | Buffer => {
    try {
      return readFile(path);
    } catch (error) {
      const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
      throw new AppError('bad_request', `The ${what} of this profile cannot be read: ${path} (${reason})`, {
        hint: 'Choose a PEM file that exists and that you may read.',
      });
    }
  };
  return {
    ...(tls.caFile === undefined ? {} : { ca: load(tls.caFile, 'certificate authority') }),
    ...(tls.certFile === undefined ? {} : { cert: load(tls.certFile, 'client certificate') }),
    ...(tls.keyFile === undefined ? {} : { key: load(tls.keyFile, 'client key') }),
    ...(tls.serverName === undefined ? {} : { servername: tls.serverName }),
  };
}

/** The options for one host: the name to expect and to send (SNI), which an address cannot be. */
export function tlsOptionsFor(host: string, options: TlsMaterial): TlsMaterial {
  return options.servername !== undefined || isIP(host) !== 0 ? options : { ...options, servername: host };
}
