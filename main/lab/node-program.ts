// Which Node runs the keeper: this one when it can run the sources, else the one among the dependencies.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';

const MINIMUM_MAJOR = 24;

export function nodeProgram(): string {
  const isPlainNode = process.versions['electron'] === undefined;
  if (isPlainNode && Number.parseInt(process.versions.node, 10) >= MINIMUM_MAJOR) return process.execPath;
  const bundled = join(import.meta.dirname, '../../node_modules/.bin/node');
  if (existsSync(bundled)) return bundled;
  throw new AppError('unsupported', `the lab needs Node ${MINIMUM_MAJOR} or newer`, {
    hint: 'Run `npm install` in the clone first.',
  });
}
