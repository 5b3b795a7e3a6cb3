// Reads an archive of mongodump: a prelude that announces the collections, then blocks of their documents, interleaved, each
// collection closed by the checksum of all its documents. Trusts nothing: what is not as the format says is damage, told with its
// place. Holds no more than the prelude and one document.

import { AppError } from '../../../shared/errors.ts';
import { damaged } from '../damaged.ts';
import { fieldsOf, isTrue, stringOf, type RawFields } from '../mongo/bson-fields.ts';
import { checkDocument } from '../mongo/bson-walk.ts';
import { ArchiveChecksum } from './archive-checksum.ts';
import { eachDocument, runsOf, tellingPlace, type Run } from './document-runs.ts';

export const ARCHIVE_MAGIC = Buffer.from('6de29981', 'hex');
const FORMAT_VERSION = '0.1';
/** Of one collection each: some hundred thousand of them. */
const LARGEST_PRELUDE_BYTES = 64 * 1024 * 1024;
export const BUCKETS = 'system.buckets.';

const INT64 = 0x12;

/** What the prelude says of a collection. */
export interface Announced {
  readonly database: string;
  readonly collection: string;
  /** Empty in older archives. */
  readonly type: string;
  /** As in `<collection>.metadata.json`; empty where there is none. */
  readonly metadata: string;
}

export interface ArchivePrelude {
  readonly serverVersion: string;
  readonly toolVersion: string;
  readonly announced: readonly Announced[];
}

export type ArchivePart =
  | { readonly kind: 'prelude'; readonly prelude: ArchivePrelude }
  | { readonly kind: 'documents'; readonly of: Announced; readonly run: Run }
  /** All documents of it came by, and are those that were written. */
  | { readonly kind: 'end'; readonly of: Announced };

interface Collection {
  readonly of: Announced;
  readonly checksum: ArchiveChecksum;
  isClosed: boolean;
}

/** The prelude first. Throws `damaged` with the place; `unsupported` for another version of the format. */
export async function* readArchive(stream: AsyncIterable<Buffer>): AsyncGenerator<ArchivePart> {
  const reading = new Reading();
  for await (const run of runsOf(afterMagic(stream), ARCHIVE_MAGIC.length)) yield* reading.take(run);
  reading.end();
}

async function* afterMagic(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let head: Buffer | null = Buffer.alloc(0);
  for await (const part of stream) {
    if (head === null) yield part;
    else {
      head = Buffer.concat([head, part]);
      if (head.length < ARCHIVE_MAGIC.length) continue;
      requireMagic(head);
      yield head.subarray(ARCHIVE_MAGIC.length);
      head = null;
    }
  }
  if (head !== null) requireMagic(head);
}

function requireMagic(head: Buffer): void {
  if (!head.subarray(0, ARCHIVE_MAGIC.length).equals(ARCHIVE_MAGIC))
    throw damaged('this is no archive of mongodump', 0);
}

class Reading {
  #place: 'beginning' | 'prelude' | 'between' | 'block' = 'beginning';
  #prelude: { serverVersion: string; toolVersion: string; announced: Announced[] } = {
    serverVersion: '',
    toolVersion: '',
    announced: [],
  };
  #preludeBytes = 0;
  readonly #collections = new Map<string, Collection>();
  /** Of the block; null behind the header that closes a collection. */
  #current: Collection | null = null;

  *take(run: Run): Generator<ArchivePart> {
    const { documents, offset } = run;
    if (documents === null) return yield* this.#endBlock(offset);
    const isBegin = this.#place === 'beginning' || this.#place === 'between';
    const headerBytes = isBegin ? documents.readInt32LE(0) : 0;
    if (isBegin) yield* this.#begin(documents.subarray(0, headerBytes), offset);
    if (headerBytes === documents.length) return;
    const rest = { documents: documents.subarray(headerBytes), offset: offset + headerBytes };
    if (this.#place === 'prelude') return this.#announce(rest);
    if (this.#current === null) throw damaged('documents stand behind the end of their collection', rest.offset);
    this.#current.checksum.update(rest.documents);
    yield { kind: 'documents', of: this.#current.of, run: rest };
  }

  /** Throws where anything that was announced did not come. */
  end(): void {
    if (this.#place !== 'between') throw damaged('the archive ends before it is whole');
    for (const { of, isClosed } of this.#collections.values())
      if (!isClosed && of.type !== 'view') throw damaged(`the archive ends before ${nameOf(of)} is whole`);
  }

  *#endBlock(offset: number): Generator<ArchivePart> {
    if (this.#place === 'beginning' || this.#place === 'between') throw damaged('a block has no header', offset);
    if (this.#place === 'prelude') yield { kind: 'prelude', prelude: this.#prelude };
    this.#place = 'between';
    this.#current = null;
  }

  *#begin(header: Buffer, offset: number): Generator<ArchivePart> {
    const fields = tellingPlace(offset, () => checkedFields(header));
    if (this.#place === 'beginning') {
      this.#place = 'prelude';
      const version = stringOf(fields, 'version');
      if (version !== FORMAT_VERSION)
        throw new AppError('unsupported', `The archive is written in format “${version}”; ${FORMAT_VERSION} is read.`, {
          hint: 'Restore it with the mongorestore it belongs to, and take a backup then.',
        });
      this.#prelude.serverVersion = stringOf(fields, 'server_version');
      this.#prelude.toolVersion = stringOf(fields, 'tool_version');
      return;
    }
    this.#place = 'block';
    const collection = tellingPlace(offset, () => this.#find(fields));
    if (!isTrue(fields, 'EOF')) {
      this.#current = collection;
      return;
    }
    collection.isClosed = true;
    if (collection.checksum.digest() !== checksumIn(fields))
      throw damaged(
        `the documents of ${nameOf(collection.of)} are not those that were written: their checksum`,
        offset,
      );
    yield { kind: 'end', of: collection.of };
  }

  #find(fields: RawFields): Collection {
    const database = stringOf(fields, 'db');
    const name = stringOf(fields, 'collection');
    const collection = this.#collections.get(keyOf(database, name));
    if (!collection || checksumIn(fields) === null || fields.get('EOF')?.type !== 0x08)
      throw damaged('a block’s header is none of a collection that was announced');
    if (collection.isClosed) throw damaged(`${nameOf(collection.of)} goes on behind its end`);
    return collection;
  }

  #announce(run: Run): void {
    this.#preludeBytes += run.documents?.length ?? 0;
    if (this.#preludeBytes > LARGEST_PRELUDE_BYTES)
      throw new AppError('limited', 'The prelude of the archive is larger than 64 MiB.', {
        hint: 'Dump into a folder instead, or in several archives.',
      });
    eachDocument(run, (document) => {
      const fields = checkedFields(document);
      const of = {
        database: stringOf(fields, 'db'),
        collection: stringOf(fields, 'collection'),
        type: stringOf(fields, 'type'),
        metadata: stringOf(fields, 'metadata'),
      };
      this.#prelude.announced.push(of);
      const collection = { of, checksum: new ArchiveChecksum(), isClosed: false };
      // Servers before 8.3 keep the documents of a time series under another name.
      const names = of.type === 'timeseries' ? [of.collection, BUCKETS + of.collection] : [of.collection];
      for (const key of names.map((name) => keyOf(of.database, name))) {
        if (this.#collections.has(key)) throw damaged(`${nameOf(of)} is announced twice`);
        this.#collections.set(key, collection);
      }
    });
  }
}

function checkedFields(document: Buffer): RawFields {
  checkDocument(document, 0, document.length);
  return fieldsOf(document);
}

function checksumIn(fields: RawFields): bigint | null {
  const field = fields.get('CRC');
  return field?.type === INT64 ? field.bytes.readBigUInt64LE(0) : null;
}

function keyOf(database: string, collection: string): string {
  return `${database}\0${collection}`;
}

export function nameOf({ database, collection }: Announced): string {
  return database === '' ? collection : `${database}.${collection}`;
}
