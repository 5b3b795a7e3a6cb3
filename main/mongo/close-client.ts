// The driver says goodbye to a server when it closes, and waits for the answer. One that is paused or cut off gives none for
// many seconds; nobody who quits waits for that: the connections go with the process.

import type { MongoClient } from 'mongodb';

const PATIENCE_MS = 500;

/** Resolves when the client is closed, or soon. */
export async function closeClient(client: MongoClient): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const soon = new Promise<void>((resolve) => (timer = setTimeout(resolve, PATIENCE_MS)));
  const closed = client.close();
  closed.catch(() => undefined); // after the race nobody listens
  await Promise.race([closed, soon]).finally(() => clearTimeout(timer));
}
