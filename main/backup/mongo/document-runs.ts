// Cuts a stream of documents into portions for one insert each, without touching the documents one by one.

import { DocumentSplitter } from './split-documents.ts';

/** Documents one after another, in few pieces. */
export interface DocumentRun {
  readonly parts: readonly Buffer[];
  readonly documents: number;
  readonly bytes: number;
}

/** A server takes 100,000 documents and 48 MB at once; one document beyond this has at most 16 MB. */
const RUN_BYTES = 1024 * 1024;
const RUN_DOCUMENTS = 10_000;

export async function* documentRuns(chunks: AsyncIterable<Buffer>, signal: AbortSignal): AsyncGenerator<DocumentRun> {
  const splitter = new DocumentSplitter();
  const ready: DocumentRun[] = [];
  let parts: Buffer[] = [];
  let documents = 0;
  let bytes = 0;
  const close = (): void => {
    if (documents > 0) ready.push({ parts, documents, bytes });
    [parts, documents, bytes] = [[], 0, 0];
  };
  for await (const chunk of chunks) {
    signal.throwIfAborted();
    let piece: { readonly of: Buffer; readonly from: number; to: number } | undefined;
    const closePiece = (): void => {
      if (piece) parts.push(piece.of.subarray(piece.from, piece.to));
      piece = undefined;
    };
    splitter.push(chunk, (of, from, to) => {
      if (piece?.of !== of) closePiece();
      if (piece) piece.to = to;
      else piece = { of, from, to };
      documents += 1;
      bytes += to - from;
      if (bytes < RUN_BYTES && documents < RUN_DOCUMENTS) return;
      closePiece();
      close();
    });
    closePiece();
    yield* ready.splice(0);
  }
  splitter.end();
  close();
  yield* ready;
}
