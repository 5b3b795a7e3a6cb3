// The built renderer, looked up by name in a list made once. A path is only ever a key of that list and never reaches the
// file system, so no path can leave the folder.

import { readdirSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

export interface StaticFile {
  readonly path: string;
  readonly contentType: string;
  /** Built names carry a hash of the content; the page itself does not. */
  readonly cacheControl: string;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
};

/** URL path → file. Empty where the renderer was not built. Links and files of other kinds are left out. */
export function listStaticFiles(folder: string): ReadonlyMap<string, StaticFile> {
  const files = new Map<string, StaticFile>();
  for (const path of walk(folder)) {
    const contentType = CONTENT_TYPES[extname(path)];
    if (contentType === undefined) continue;
    const name = `/${relative(folder, path).split(sep).map(encodeURIComponent).join('/')}`;
    const cacheControl = name.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-store';
    files.set(name, { path, contentType, cacheControl });
  }
  const page = files.get('/index.html');
  if (page) files.set('/', page);
  return files;
}

function walk(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
