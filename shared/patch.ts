// A stream's state and its changes as pure data. A state is an object whose fields are values or tables
// (`Record<id, row>`); a patch replaces whole fields and whole rows, never parts of a row.

export type Row = unknown;
export type Table = Readonly<Record<string, Row>>;

export interface Patch {
  /** Top-level fields that changed, with their new value. */
  readonly set?: Readonly<Record<string, unknown>>;
  /** Rows added or changed: table → id → row. */
  readonly put?: Readonly<Record<string, Readonly<Record<string, Row>>>>;
  /** Rows gone: table → ids. */
  readonly remove?: Readonly<Record<string, readonly string[]>>;
}

/** Structural equality of JSON values. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keysA = Object.keys(a);
  const keysB = Object.keys(b);
  if (keysA.length !== keysB.length) return false;
  const recordA = a as Record<string, unknown>;
  const recordB = b as Record<string, unknown>;
  return keysA.every((key) => Object.hasOwn(recordB, key) && isSame(recordA[key], recordB[key]));
}

/**
 * What turns `before` into `after`; `undefined` when nothing changed.
 * `tables` names the fields that are tables; all other fields are compared and sent whole.
 */
export function diff<S extends object>(before: S, after: S, tables: readonly (keyof S & string)[]): Patch | undefined {
  const set: Record<string, unknown> = {};
  const put: Record<string, Record<string, Row>> = {};
  const remove: Record<string, string[]> = {};
  for (const field of Object.keys(after) as (keyof S & string)[]) {
    if (tables.includes(field)) {
      const change = diffTable(before[field] as Table, after[field] as Table);
      if (change.put) put[field] = change.put;
      if (change.remove) remove[field] = change.remove;
    } else if (!isSame(before[field], after[field])) {
      set[field] = after[field];
    }
  }
  const patch: { -readonly [K in keyof Patch]: Patch[K] } = {};
  if (Object.keys(set).length > 0) patch.set = set;
  if (Object.keys(put).length > 0) patch.put = put;
  if (Object.keys(remove).length > 0) patch.remove = remove;
  return Object.keys(patch).length > 0 ? patch : undefined;
}

function diffTable(before: Table, after: Table): { put?: Record<string, Row>; remove?: string[] } {
  if (before === after) return {};
  const put: Record<string, Row> = {};
  for (const [id, row] of Object.entries(after)) {
    if (!Object.hasOwn(before, id) || !isSame(before[id], row)) define(put, id, row);
  }
  const remove = Object.keys(before).filter((id) => !Object.hasOwn(after, id));
  return {
    ...(Object.keys(put).length > 0 ? { put } : {}),
    ...(remove.length > 0 ? { remove } : {}),
  };
}

/** The state after a patch. Rows and fields that the patch does not name keep their identity. */
export function apply<S extends object>(state: S, patch: Patch): S {
  const next = { ...state, ...patch.set } as Record<string, unknown>;
  for (const [field, rows] of Object.entries(patch.put ?? {})) {
    const table = { ...(next[field] as Table) };
    for (const [id, row] of Object.entries(rows)) define(table, id, row);
    next[field] = table;
  }
  for (const [field, ids] of Object.entries(patch.remove ?? {})) {
    const table = { ...(next[field] as Record<string, Row>) };
    for (const id of ids) delete table[id];
    next[field] = table;
  }
  return next as S;
}

/** One patch with the effect of `first` and then `second`. */
export function squash(first: Patch, second: Patch): Patch {
  const put: Record<string, Record<string, Row>> = {};
  const remove: Record<string, string[]> = {};
  for (const [field, rows] of Object.entries(first.put ?? {})) put[field] = { ...rows };
  for (const [field, ids] of Object.entries(first.remove ?? {})) remove[field] = [...ids];
  for (const [field, rows] of Object.entries(second.put ?? {})) {
    put[field] = { ...put[field], ...rows };
    if (remove[field]) remove[field] = remove[field].filter((id) => !Object.hasOwn(rows, id));
  }
  for (const [field, ids] of Object.entries(second.remove ?? {})) {
    for (const id of ids) if (put[field]) delete put[field][id];
    remove[field] = [...new Set([...(remove[field] ?? []), ...ids])];
  }
  return { set: { ...first.set, ...second.set }, put, remove };
}

/** Assignment that also works for ids like `__proto__`: servers name things as they like. */
function define(table: Record<string, Row>, id: string, row: Row): void {
  Object.defineProperty(table, id, { value: row, enumerable: true, configurable: true, writable: true });
}
