// A file of documents in a set: copied once from a server's reply to the memory in which the workers hash and pack them.

import { FileWriter, type SetFormat } from '../format/file-writer.ts';
import type { SetFile } from '../manifest.ts';
import { eachDocument } from './array-elements.ts';
import { ContentHash } from './content-hash.ts';

export class DocumentsFile {
  readonly #file: FileWriter;
  readonly #hash: ContentHash;
  #documents = 0;

  private constructor(file: FileWriter, hash: ContentHash) {
    this.#file = file;
    this.#hash = hash;
  }

  /** As {@link FileWriter.create}. */
  static async create(format: SetFormat, name: string): Promise<DocumentsFile> {
    const hash = new ContentHash();
    return new DocumentsFile(await FileWriter.create(format, name, (lanes) => hash.merge(lanes)), hash);
  }

  /** The documents of a BSON array, in their order. One call at a time. Returns how many, and their bytes. */
  async write(array: Buffer): Promise<{ readonly documents: number; readonly bytes: number }> {
    const before = { documents: this.#documents, bytes: this.#file.plainBytes };
    const ends: number[] = [];
    eachDocument(array, (from, to) => ends.push(from, to));
    for (let index = 0; index < ends.length; index += 2) {
      const [from, to] = [ends[index]!, ends[index + 1]!];
      if (this.#file.addDocument(array, from, to)) continue;
      this.#hash.add(array.subarray(from, to)); // reaches into the next chunk
      await this.#file.write(array, from, to);
    }
    this.#documents += ends.length / 2;
    return { documents: this.#documents - before.documents, bytes: this.#file.plainBytes - before.bytes };
  }

  /** After this the file is on the disk. */
  async finish(): Promise<{
    readonly file: SetFile;
    readonly documents: number;
    readonly sizeBytes: number;
    readonly contentHash: string;
  }> {
    const file = await this.#file.finish();
    return {
      file,
      documents: this.#documents,
      sizeBytes: this.#file.plainBytes,
      contentHash: this.#hash.toString(),
    };
  }

  abandon(): Promise<void> {
    return this.#file.abandon();
  }
}
