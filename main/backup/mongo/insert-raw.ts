// Inserts documents as the bytes they are. Decoding and encoding again would be slow, and would not give every document
// back as it was (order of numeric names, types of numbers, doubled names).
// The driver sends such bytes itself (a document sequence of OP_MSG) but does not export the class; this is the one place
// that reaches for it, and a test holds it in place.

import { createRequire } from 'node:module';
import type { Document, MongoClient } from 'mongodb';
import { AppError } from '../../../shared/errors.ts';
import type { DocumentRun } from './document-runs.ts';

interface DocumentSequence {
  push(document: Document, bytes: Uint8Array): number;
}

const { DocumentSequence } = createRequire(import.meta.url)('mongodb/lib/cmap/commands.js') as {
  DocumentSequence: new (field: string) => DocumentSequence;
};

const NO_DOCUMENT: Document = {};

/** All or an error: a document the server refuses ends the insert. */
export async function insertRaw(
  client: MongoClient,
  database: string,
  collection: string,
  { documents, parts }: DocumentRun,
): Promise<void> {
  const sequence = new DocumentSequence('documents');
  for (const part of parts) sequence.push(NO_DOCUMENT, part); // of many documents each: on the wire they have nothing between
  const reply = await client.db(database).command({
    insert: collection,
    documents: sequence,
    ordered: true,
    bypassDocumentValidation: true,
    writeConcern: { w: 'majority' },
  });
  const error = (reply['writeErrors'] as { errmsg?: string; code?: number }[] | undefined)?.[0];
  if (error) {
    throw new AppError('conflict', `${database}.${collection} refused a document (error ${error.code}).`, {
      hint:
        error.code === 11000
          ? 'The set holds a key twice; verify it.'
          : 'The server may be older than the one the set is from.',
      details: { code: error.code ?? 0 },
    });
  }
  if (reply['writeConcernError'])
    throw new AppError('unreachable', `${database}.${collection}: a majority did not take the documents.`);
  if (reply['n'] !== documents)
    throw new AppError('internal', `${database}.${collection}: ${reply['n']} of ${documents} documents went in.`);
}
