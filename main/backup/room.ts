// How much stays free on the disk of a store, and a watch on it while something is written there: a full disk would also stop
// the servers that share it. The check before a run, and the watch during it, go by this one rule.

import { statfs } from 'node:fs/promises';
import { AppError } from '../../shared/errors.ts';
import { formatBytes } from '../../shared/text.ts';
import { storeError } from './store-errors.ts';

const RESERVED_SHARE = 0.05;
const MOST_RESERVED_BYTES = 1024 ** 3;

export interface Room {
  readonly freeBytes: number;
  /** Of the free bytes, those that stay free: a twentieth of the disk, at most 1 GiB. 0 where the disk does not tell its size. */
  readonly reserveBytes: number;
}

/** Throws `not_found`, `denied`, `unreachable` as the file system says. */
export async function roomIn(folder: string): Promise<Room> {
  const { bavail, blocks, bsize } = await statfs(folder).catch((error: unknown) => {
    throw storeError(error, `asking for the free space of ${folder}`);
  });
  return {
    freeBytes: bavail * bsize,
    reserveBytes: Math.min(MOST_RESERVED_BYTES, Math.floor(blocks * bsize * RESERVED_SHARE)),
  };
}

/** Throws `limited` where `bytes` more would take of what stays free. `doing`: in words, for the error. */
export async function requireRoom(folder: string, bytes: number, doing: string): Promise<Room> {
  const room = await roomIn(folder);
  const { freeBytes, reserveBytes } = room;
  // A file system that tells no size tells nothing about free space either.
  if (reserveBytes === 0 || freeBytes - bytes >= reserveBytes) return room;
  const kept = `${formatBytes(reserveBytes)} stay free for whatever else writes there`;
  throw new AppError(
    'limited',
    `The disk of ${folder} has no room for this: ${formatBytes(freeBytes)} free, of which ${kept} (${doing}).`,
    { hint: 'Free space on this disk, or use a folder on a larger one.', details: { freeBytes, reserveBytes } },
  );
}

export interface RoomWatch {
  /** Asked before `bytes` are written. Throws `limited`, with how much was written and expected. */
  require(bytes: number, doing: string): Promise<void>;
  /** As it was seen last; null before. */
  freeBytes(): number | null;
}

/** `expectedBytes`: what will be written at most; null where nobody knows. */
export function watchRoom(folder: string, expectedBytes: number | null): RoomWatch {
  const most = expectedBytes === null ? '' : `, at most about ${formatBytes(expectedBytes)} expected`;
  let written = 0;
  let seen: number | null = null;
  return {
    async require(bytes, doing) {
      const room = await requireRoom(folder, bytes, `${doing}; ${formatBytes(written)} written so far${most}`);
      seen = room.freeBytes;
      written += bytes;
    },
    freeBytes: () => seen,
  };
}
