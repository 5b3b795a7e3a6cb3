// A key's value as RESTORE takes it (and DUMP gives it): type, raw value, RDB version, CRC-64 over all of it.

import { Crc64 } from './crc64.ts';

export function restorePayload(type: number, value: Uint8Array, rdbVersion: number): Buffer {
  const payload = Buffer.allocUnsafe(1 + value.length + 10);
  payload[0] = type;
  payload.set(value, 1);
  payload.writeUInt16LE(rdbVersion, 1 + value.length);
  const covered = payload.length - 8;
  payload.set(new Crc64().update(payload, 0, covered).digest(), covered);
  return payload;
}
