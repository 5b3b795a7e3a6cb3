// Files of a set, written from documents of a dump: counted, checked and hashed as they come by.

import { damaged } from '../damaged.ts';
import { FileWriter, type SetFormat } from '../format/file-writer.ts';
import type { DumpInSet, MongoCollectionInSet, SetFile } from '../manifest.ts';
import { fieldsOf, momentOf } from '../mongo/bson-fields.ts';
import { checkDocument } from '../mongo/bson-walk.ts';
import { ContentHash } from '../mongo/content-hash.ts';
import { metadataText, storedName } from '../mongo/list-collections.ts';
import { dataFile, metadataFile, MONGO_FOLDER } from '../mongo/namespace-files.ts';
import { compareMoments, type Moment } from '../../../shared/moment.ts';
import { eachDocument, type Run } from './document-runs.ts';
import type { DumpedCollection } from './dumped-collection.ts';

/** What a writer made: a collection, or the oplog of the dump, null where it holds no entry. */
export interface Written {
  readonly collection?: MongoCollectionInSet;
  readonly oplog?: DumpInSet['oplog'];
  readonly files: readonly SetFile[];
}

export interface SetWriter {
  /** Throws `damaged` with the place of the document that is. */
  write(run: Run): Promise<void>;
  finish(): Promise<Written>;
  /** Lets go of a file that is not finished. */
  abandon(): Promise<void>;
}

/** The documents of one file. */
class DocumentWriter {
  readonly #file: FileWriter;
  readonly #hash = new ContentHash();
  readonly #onDocument: (document: Buffer) => void;
  #documents = 0;

  private constructor(file: FileWriter, onDocument: (document: Buffer) => void) {
    this.#file = file;
    this.#onDocument = onDocument;
  }

  static async create(
    format: SetFormat,
    name: string,
    onDocument: (document: Buffer) => void = () => undefined,
  ): Promise<DocumentWriter> {
    return new DocumentWriter(await FileWriter.create(format, name), onDocument);
  }

  async write(run: Run): Promise<void> {
    eachDocument(run, (document) => {
      checkDocument(document, 0, document.length);
      this.#onDocument(document);
      this.#hash.add(document);
      this.#documents += 1;
    });
    if (run.documents !== null) await this.#file.write(run.documents);
  }

  async finish(): Promise<{ documents: number; sizeBytes: number; contentHash: string; file: SetFile }> {
    const { plainBytes } = this.#file;
    const file = await this.#file.finish();
    return { documents: this.#documents, sizeBytes: plainBytes, contentHash: this.#hash.toString(), file };
  }

  abandon(): Promise<void> {
    return this.#file.abandon();
  }
}

export async function collectionWriter(format: SetFormat, collection: DumpedCollection): Promise<SetWriter> {
  const { database, name, type, indexes } = collection;
  const documents =
    type === 'view' ? null : await DocumentWriter.create(format, dataFile(database, storedName(collection)));
  return {
    async write(run) {
      if (documents === null) throw damaged(`${database}.${name} is a view, and has documents`, run.offset);
      await documents.write(run);
    },
    async finish() {
      const written = await documents?.finish();
      const metadata = await writeMetadata(format, collection);
      const { file = null, ...content } = written ?? {
        documents: 0,
        sizeBytes: 0,
        contentHash: new ContentHash().toString(),
      };
      return {
        collection: {
          database,
          name,
          type,
          ...content,
          indexes: indexes.length,
          readConcern: 'local',
          clusterTime: null,
          dataFile: file?.path ?? null,
          metadataFile: metadata.path,
        },
        files: file === null ? [metadata] : [file, metadata],
      };
    },
    abandon: async () => documents?.abandon(),
  };
}

async function writeMetadata(format: SetFormat, collection: DumpedCollection): Promise<SetFile> {
  const file = await FileWriter.create(format, metadataFile(collection.database, collection.name));
  await file.write(Buffer.from(metadataText({ ...collection, storedUuid: null })));
  return file.finish();
}

/** What was written to the server while the dump went on. Its entries must be in order. */
export async function oplogWriter(format: SetFormat): Promise<SetWriter> {
  let [from, upTo] = [null, null] as [Moment | null, Moment | null];
  const documents = await DocumentWriter.create(format, `${MONGO_FOLDER}/oplog.bson`, (entry) => {
    const at = momentOf(fieldsOf(entry), 'ts');
    if (at === null) throw damaged('an entry of the oplog has no time');
    if (upTo !== null && compareMoments(at, upTo) < 0) throw damaged('the entries of the oplog are not in order');
    from ??= at;
    upTo = at;
  });
  return {
    write: (run) => documents.write(run),
    async finish() {
      const { documents: entries, file, ...content } = await documents.finish();
      const oplog = from === null || upTo === null ? null : { file: file.path, from, upTo, entries, ...content };
      return { oplog, files: [file] };
    },
    abandon: () => documents.abandon(),
  };
}
