// Asks the system to show an address that lets in whoever opens it first. Such an address must not be an argument of a program,
// which every user of the machine can read: the browser gets a file instead, which only this user can read and which leads on.

import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/**
 * Returns the function that takes the file away again. Failure is no trouble: an address is always printed as well, for a
 * browser that may not read the file (a confined one), and for a machine without any.
 */
export async function openBrowser(address: string): Promise<() => void> {
  // Below the user's own runtime folder where there is one; mkdtemp makes it readable by this user alone.
  const folder = await mkdtemp(join(process.env['XDG_RUNTIME_DIR'] || tmpdir(), 'marsad-open-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  const file = join(folder, 'marsad.html');
  await writeFile(file, pageTo(address), { mode: 0o600 });
  const [program, ...args] = OPENERS[process.platform] ?? ['xdg-open'];
  const child = spawn(program!, [...args, pathToFileURL(file).href], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined); // no such program: the printed address is enough
  child.unref();
  return () => {
    process.off('exit', remove);
    remove();
  };
}

/** `address` is our own: letters, digits and nothing that has a meaning in HTML. */
function pageTo(address: string): string {
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="referrer" content="no-referrer"><meta http-equiv="refresh" content="0;url=${address}"><title>Marsad</title>
<p><a href="${address}">Open Marsad</a></p>
</html>
`;
}
