// The TLS part of a profile as options of Node's TLS. Reads the PEM files; never logs or returns their paths' content in an error.

import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { AppError } from '../shared/errors.ts';
import type { Tls } from '../shared/model/profile.ts';

export type ReadFile = (path: string) => string | Buffer;

/** Throws AppError when a file cannot be read. Certificates are always checked; there is no switch to turn that off. */
export function loadTlsOptions(tls: Tls, readFile: ReadFile = readFileSync): ConnectionOptions {
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
export function tlsOptionsFor(host: string, options: ConnectionOptions): ConnectionOptions {
  return options.servername !== undefined || isIP(host) !== 0 ? options : { ...options, servername: host };
}
