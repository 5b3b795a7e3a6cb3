// The anchor: where the log ends, kept outside of the log's folder. Before a line is added the anchor says which line that will be
// (on disk), afterwards that it is there: so the log always ends exactly where its anchor says, after a crash too, and neither a
// line less nor a line more goes unseen. Two places in one file, written in turn: a torn write leaves the other.

import { createHmac, hash } from 'node:crypto';
import { closeSync, fdatasync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import type { AuditHead } from '../../shared/model/audit.ts';

export interface AnchorRecord extends AuditHead {
  /** The hash of the entry that is being added; null: none is. */
  readonly next: string | null;
  readonly atMs: number;
  /** By a console that holds the key of the keystore; null where there is none. */
  readonly mac: string | null;
}

export interface Anchor {
  /** Null where there is none. Throws where neither place can be read. */
  read(): Promise<AnchorRecord | null>;
  /** On disk when it resolves. */
  announce(head: AuditHead, next: string, atMs: number): Promise<void>;
  /** Survives the end of the console; a power cut may lose it, and then `announce` still stands. */
  confirm(head: AuditHead, atMs: number): Promise<void>;
}

const PLACE_BYTES = 512;
const toDisk = promisify(fdatasync);

/** `key`: of the keystore, where there is one. */
export function createAnchor(path: string, key: string | null): Anchor {
  async function write(place: 0 | 1, record: Omit<AnchorRecord, 'mac'>, sync: boolean): Promise<void> {
    const mac = key === null ? null : macOf(key, record);
    const body = JSON.stringify({ ...record, mac });
    const bytes = Buffer.from(`${body} ${hash('sha256', body).slice(0, 16)}`.padEnd(PLACE_BYTES - 1).concat('\n'));
    // What needs no disk is done at once: a few hundred bytes of the page cache are not worth a turn of the event loop each.
    const file = openAnchor(path);
    try {
      writeSync(file, bytes, 0, PLACE_BYTES, place * PLACE_BYTES);
      if (sync) await toDisk(file);
    } finally {
      closeSync(file);
    }
  }

  return {
    async read() {
      const bytes = readIfThere(path);
      if (bytes === null || bytes.length === 0) return null;
      const [announced, confirmed] = [0, 1].map((place) =>
        parse(bytes.toString('utf8', place * PLACE_BYTES, (place + 1) * PLACE_BYTES)),
      );
      return newer(announced ?? null, confirmed ?? null);
    },
    announce: (head, next, atMs) => write(0, { ...head, next, atMs }, true),
    confirm: (head, atMs) => write(1, { ...head, next: null, atMs }, false),
  };
}

/** Whether a console that holds the key wrote it. */
export function isKeyed(key: string, record: AnchorRecord): boolean {
  return record.mac === macOf(key, record);
}

function macOf(key: string, { chain, number, hash: head, next, atMs }: Omit<AnchorRecord, 'mac'>): string {
  return createHmac('sha256', key)
    .update(JSON.stringify([chain, number, head, next, atMs]))
    .digest('base64');
}

/** An announcement is overtaken by the confirmation of what it announced, and by nothing else. */
function newer(announced: AnchorRecord | null, confirmed: AnchorRecord | null): AnchorRecord | null {
  if (announced === null || confirmed === null) return announced ?? confirmed;
  if (confirmed.chain !== announced.chain) return confirmed.atMs >= announced.atMs ? confirmed : announced;
  return confirmed.number > announced.number ? confirmed : announced;
}

function parse(text: string): AnchorRecord | null {
  const [, body, sum] = /^(\{.*\}) ([0-9a-f]{16})\s*$/.exec(text) ?? [];
  return body !== undefined && hash('sha256', body).startsWith(sum!) ? (JSON.parse(body) as AnchorRecord) : null;
}

function openAnchor(path: string): number {
  try {
    return openSync(path, 'r+');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    return openSync(path, 'w+', 0o600);
  }
}

function readIfThere(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
