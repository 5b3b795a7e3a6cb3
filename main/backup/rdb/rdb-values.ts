// Where a value of an RDB ends. The bytes between are kept as they are: RESTORE takes them unchanged.

import { AppError } from '../../../shared/errors.ts';
import type { RdbCursor } from './rdb-cursor.ts';
import { NEED_MORE } from './rdb-cursor.ts';
import { VALUES, type Part } from './rdb-grammar.ts';

const MODULE_TYPES: ReadonlySet<number> = new Set([6, 7]);

/** All of the value must be in the window. Throws NEED_MORE, `damaged`, `unsupported`. */
export function skipValue(cursor: RdbCursor, type: number): void {
  skipParts(cursor, partsOf(cursor, type));
}

function partsOf(cursor: RdbCursor, type: number): readonly Part[] {
  const parts = VALUES[type];
  if (parts !== undefined) return parts;
  if (MODULE_TYPES.has(type)) throw moduleRefused(cursor.number64());
  throw cursor.fail(`there is no value type ${type}`);
}

function skipParts(cursor: RdbCursor, parts: readonly Part[]): void {
  for (const part of parts) {
    if (part === 'string') cursor.skipString();
    else if (typeof part === 'object') for (let left = cursor.length(); left > 0; left -= 1) skipParts(cursor, part);
    else cursor.skip(bytesOf(cursor, part));
  }
}

/** Reads how a part begins; returns how many bytes follow. */
function bytesOf(cursor: RdbCursor, part: Exclude<Part, readonly Part[]>): number {
  switch (part) {
    case 'string':
      return cursor.stringBytes();
    case 'number':
      cursor.skipNumber();
      return 0;
    case 'container': {
      const container = cursor.length();
      if (container !== 1 && container !== 2) throw cursor.fail(`there is no list container ${container}`);
      return 0;
    }
    case 'text-score': {
      const length = cursor.byte();
      return length < 253 ? length : 0; // above: infinite, or no number
    }
    default:
      return part;
  }
}

/** A value too large to be held: walked over part by part, in whatever portions its bytes come. */
export class LargeValue {
  readonly #open: { readonly parts: readonly Part[]; next: number; left: number }[];
  #bytesLeft = 0;

  constructor(cursor: RdbCursor, type: number) {
    this.#open = [{ parts: partsOf(cursor, type), next: 0, left: 1 }];
  }

  /** Moves on by one part, or by what is there of it. True: the value is over. Throws NEED_MORE having moved by nothing. */
  step(cursor: RdbCursor): boolean {
    if (this.#bytesLeft > 0) {
      const here = Math.min(this.#bytesLeft, cursor.bytes.length - cursor.at);
      if (here === 0) {
        cursor.needed = cursor.at + 1;
        throw NEED_MORE;
      }
      cursor.skip(here);
      this.#bytesLeft -= here;
      return this.#isOver();
    }
    const top = this.#open.at(-1)!;
    const part = top.parts[top.next]!;
    const count = typeof part === 'object' ? cursor.length() : 0;
    if (typeof part !== 'object') this.#bytesLeft = bytesOf(cursor, part);
    top.next += 1;
    if (top.next === top.parts.length) {
      top.next = 0;
      top.left -= 1;
    }
    if (typeof part === 'object') this.#open.push({ parts: part, next: 0, left: count });
    return this.#isOver();
  }

  #isOver(): boolean {
    if (this.#bytesLeft > 0) return false;
    while (this.#open.at(-1)?.left === 0) this.#open.pop();
    return this.#open.length === 0;
  }
}

/** A module's name is packed into its id, six bits a letter. */
export function moduleName(id: bigint): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  let name = '';
  for (let rest = id >> 10n; name.length < 9; rest >>= 6n) name = letters[Number(rest & 63n)]! + name;
  return name;
}

export function moduleRefused(id: bigint): AppError {
  const name = moduleName(id);
  return new AppError(
    'unsupported',
    `The data holds values of the Redis module “${name}”, which only that module can read.`,
    {
      hint: 'Back these keys up with the module’s own means, or delete them, and try again.',
      details: { module: name },
    },
  );
}
