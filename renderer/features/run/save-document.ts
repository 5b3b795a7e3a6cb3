// Hands a document to the browser as a download. It never leaves the machine.

import type { ExportedDocument } from '../../../shared/model/run.ts';

export function saveDocument({ fileName, mediaType, encoding, content }: ExportedDocument): void {
  const data = encoding === 'base64' ? bytesOf(content) : content;
  const address = URL.createObjectURL(new Blob([data], { type: mediaType }));
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  // The download reads the address after this turn of the event loop.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
