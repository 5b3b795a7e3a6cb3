// Reads what a file of a set holds, as its plain bytes come by, and checks its structure. Trusts nothing in its input.

import { AppError } from '../../../shared/errors.ts';
import { SmallText } from '../format/read-file.ts';
import { checkDocument } from '../mongo/bson-walk.ts';
import { ContentHash } from '../mongo/content-hash.ts';
import { DocumentSplitter } from '../mongo/split-documents.ts';
import { RdbReader } from '../rdb/rdb-reader.ts';
import type { CheckedFile, Content } from './tasks.ts';

export interface ContentReader {
  /** Throws what is wrong with the structure. */
  push(plain: Buffer): void;
  end(): Partial<Pick<CheckedFile, 'bson' | 'rdb'>>;
}

/** `plainBytes`: where it is known. */
export function contentReader(content: Content, plainBytes: number | undefined): ContentReader {
  switch (content) {
    case 'bson':
      return bsonReader();
    case 'rdb': {
      const reader = new RdbReader(plainBytes === undefined ? {} : { totalBytes: plainBytes });
      return { push: (plain) => reader.push(plain), end: () => ({ rdb: reader.end() }) };
    }
    case 'metadata': {
      const text = new SmallText();
      return {
        push: (plain) => text.push(plain),
        end() {
          JSON.parse(text.toString());
          return {};
        },
      };
    }
  }
}

function bsonReader(): ContentReader {
  const splitter = new DocumentSplitter();
  const content = new ContentHash();
  let documents = 0;
  const telling = (read: () => void): void => {
    try {
      read();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const where = `in document ${documents + 1} at byte ${splitter.offset} of the unpacked data`;
      throw new AppError('damaged', `${reason}, ${where}`);
    }
  };
  return {
    push: (plain) =>
      telling(() =>
        splitter.push(plain, (bytes, from, to) => {
          checkDocument(bytes, from, to);
          content.add(bytes.subarray(from, to));
          documents += 1;
        }),
      ),
    end() {
      telling(() => splitter.end());
      return { bson: { documents, bytes: splitter.offset, contentHash: content.toString() } };
    },
  };
}
