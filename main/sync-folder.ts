// Makes names durable: a file that was created or renamed is only certain to be there once its folder is on the disk too.

import { open } from 'node:fs/promises';

/** Does nothing on Windows, which cannot sync folders and does not need to. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
