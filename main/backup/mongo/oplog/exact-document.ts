// A document of an oplog entry as a value the driver sends again byte for byte: types of numbers, and the order of fields whose
// names are numbers, which a plain object would change.

import { BSON, type Document } from 'mongodb';
import { AppError } from '../../../../shared/errors.ts';
import { fieldsOf } from '../bson-fields.ts';

const KEEP_TYPES = { promoteValues: false, promoteLongs: false, bsonRegExp: true } as const;
const DOCUMENT = 0x03;
const ARRAY = 0x04;

/** Throws `unsupported` for the few values that no driver can send (undefined, names that stand twice). */
export function exactDocument(bytes: Buffer): Document {
  const plain = BSON.deserialize(bytes, KEEP_TYPES);
  if (bytes.equals(BSON.serialize(plain))) return plain;
  const tree = treeOf(bytes) as unknown as Document;
  if (bytes.equals(BSON.serialize(tree))) return tree;
  throw new AppError('unsupported', 'A document of the oplog holds a value that cannot be written again as it was.', {
    hint: 'Restore to a moment before it, or the set alone.',
  });
}

/** Keeps its order whatever the names are. */
function treeOf(document: Buffer): Map<string, unknown> {
  return new Map([...fieldsOf(document)].map(([name, { type, bytes }]) => [name, valueOf(type, bytes)]));
}

function valueOf(type: number, bytes: Buffer): unknown {
  if (type === DOCUMENT) return treeOf(bytes);
  if (type === ARRAY) return [...fieldsOf(bytes).values()].map((field) => valueOf(field.type, field.bytes));
  const alone = Buffer.concat([Buffer.alloc(4), Buffer.from([type]), Buffer.from('v\0'), bytes, Buffer.alloc(1)]);
  alone.writeInt32LE(alone.length);
  return BSON.deserialize(alone, KEEP_TYPES)['v'];
}
