// A key's value as RESTORE takes it (and DUMP gives it): type, raw value, RDB version, CRC-64 over all of it. And the whole
// command around it, as it goes over the socket.

import { Crc64 } from './crc64.ts';

const TYPE_BYTES = 1;
const VERSION_BYTES = 2;
const CRC_BYTES = 8;
/** Around the value in a payload. */
export const PAYLOAD_BYTES = TYPE_BYTES + VERSION_BYTES + CRC_BYTES;

export interface RestoreOptions {
  readonly key: Buffer;
  readonly type: number;
  readonly rdbVersion: number;
  /** Null: the key stays for ever. */
  readonly expiresAtMs: number | null;
  readonly replaces: boolean;
}

export function restorePayload(type: number, value: Uint8Array, rdbVersion: number): Buffer {
  const payload = Buffer.allocUnsafe(value.length + PAYLOAD_BYTES);
  writePayload(payload, 0, type, value, rdbVersion);
  return payload;
}

/** `RESTORE key ms payload [REPLACE] [ABSTTL]`, in one piece of memory. */
export function restoreCommand(options: RestoreOptions, value: Uint8Array): Buffer {
  const { key, type, rdbVersion } = options;
  const head = headOf(options);
  const middle = middleOf(options, value.length);
  const tail = tailOf(options);
  const command = Buffer.allocUnsafe(
    head.length + key.length + middle.length + value.length + PAYLOAD_BYTES + tail.length,
  );
  let at = command.write(head, 'latin1');
  at += key.copy(command, at);
  at += command.write(middle, at, 'latin1');
  at = writePayload(command, at, type, value, rdbVersion);
  command.write(tail, at, 'latin1');
  return command;
}

/** The same for a value that comes in portions. */
export async function* restoreCommandParts(
  options: RestoreOptions,
  valueBytes: number,
  value: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  const { key, type, rdbVersion } = options;
  const checksum = new Crc64();
  const opening = Buffer.concat([
    Buffer.from(headOf(options)),
    key,
    Buffer.from(middleOf(options, valueBytes)),
    Buffer.of(type),
  ]);
  checksum.update(Buffer.of(type));
  yield opening;
  for await (const portion of value) {
    checksum.update(portion);
    yield portion;
  }
  const version = Buffer.allocUnsafe(VERSION_BYTES);
  version.writeUInt16LE(rdbVersion);
  checksum.update(version);
  yield Buffer.concat([version, checksum.digest(), Buffer.from(tailOf(options))]);
}

function headOf({ key, expiresAtMs, replaces }: RestoreOptions): string {
  const words = 4 + (replaces ? 1 : 0) + (expiresAtMs === null ? 0 : 1);
  return `*${words}\r\n$7\r\nRESTORE\r\n$${key.length}\r\n`;
}

function middleOf({ expiresAtMs }: RestoreOptions, valueBytes: number): string {
  const ms = String(expiresAtMs ?? 0);
  return `\r\n$${ms.length}\r\n${ms}\r\n$${valueBytes + PAYLOAD_BYTES}\r\n`;
}

function tailOf({ expiresAtMs, replaces }: RestoreOptions): string {
  return `\r\n${replaces ? '$7\r\nREPLACE\r\n' : ''}${expiresAtMs === null ? '' : '$6\r\nABSTTL\r\n'}`;
}

/** Returns where the payload ends. */
function writePayload(target: Buffer, from: number, type: number, value: Uint8Array, rdbVersion: number): number {
  target[from] = type;
  target.set(value, from + TYPE_BYTES);
  const covered = target.writeUInt16LE(rdbVersion, from + TYPE_BYTES + value.length);
  target.set(new Crc64().update(target, from, covered).digest(), covered);
  return covered + CRC_BYTES;
}
