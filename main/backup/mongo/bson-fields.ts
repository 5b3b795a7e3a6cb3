// The fields of a BSON document as bytes, found without decoding what is in them.

import { damaged } from '../damaged.ts';
import { endOfValue } from './bson-walk.ts';

export interface RawField {
  readonly type: number;
  /** A view on the document's memory. */
  readonly bytes: Buffer;
}

export type RawFields = ReadonlyMap<string, RawField>;

const DOCUMENT = 0x03;
const ARRAY = 0x04;
const TIMESTAMP = 0x11;

/** Of the document that fills `document`. Throws `damaged`. */
export function fieldsOf(document: Buffer): RawFields {
  const fields = new Map<string, RawField>();
  const last = document.length - 1;
  for (let at = 4; at < last;) {
    const type = document[at]!;
    const nameEnd = document.indexOf(0, at + 1);
    if (nameEnd < 0 || nameEnd >= last) throw damaged('a name has no end');
    const end = endOfValue(document, type, nameEnd + 1, last);
    fields.set(document.toString('utf8', at + 1, nameEnd), { type, bytes: document.subarray(nameEnd + 1, end) });
    at = end;
  }
  return fields;
}

/** Empty where there is no such string. */
export function stringOf(fields: RawFields, name: string): string {
  const field = fields.get(name);
  return field?.type === 0x02 ? field.bytes.toString('utf8', 4, field.bytes.length - 1) : '';
}

export function documentOf(fields: RawFields, name: string): Buffer | undefined {
  const field = fields.get(name);
  return field?.type === DOCUMENT ? field.bytes : undefined;
}

/** The documents of an array, in order; none where there is no such array. */
export function documentsOf(fields: RawFields, name: string): readonly Buffer[] {
  const field = fields.get(name);
  if (field?.type !== ARRAY) return [];
  return [...fieldsOf(field.bytes).values()].map(({ type, bytes }) => {
    if (type !== DOCUMENT) throw damaged(`“${name}” holds something that is no document`);
    return bytes;
  });
}

/** `seconds.increment`; null where there is no such time. */
export function momentOf(fields: RawFields, name: string): string | null {
  const field = fields.get(name);
  return field?.type === TIMESTAMP ? `${field.bytes.readUInt32LE(4)}.${field.bytes.readUInt32LE(0)}` : null;
}

/** Of a number in any of its types; 0 where there is none. */
export function numberOf(fields: RawFields, name: string): number {
  const field = fields.get(name);
  switch (field?.type) {
    case 0x01:
      return field.bytes.readDoubleLE(0);
    case 0x10:
      return field.bytes.readInt32LE(0);
    case 0x12:
      return Number(field.bytes.readBigInt64LE(0));
    default:
      return 0;
  }
}

export function isTrue(fields: RawFields, name: string): boolean {
  const field = fields.get(name);
  return field?.type === 0x08 && field.bytes[0] === 1;
}
