// What a reindex is about, as data that a later process can go on with: every spec, so that nothing depends on the server
// still having it.

import type { MemberName } from './mongo-command.ts';
import type { Namespace } from './mongo-reindex-server.ts';

export interface ReindexData extends Namespace {
  readonly mode: 'replica-set' | 'standalone';
  /** Where commands go, for the screen; they follow the primary. */
  readonly where: string;
  readonly members: readonly MemberName[];
  readonly indexes: readonly PlannedIndex[];
  readonly acceptUnguarded: boolean;
}

export interface PlannedIndex {
  readonly name: string;
  /** Canonical extended JSON, as `specText` writes it. */
  readonly spec: string;
  readonly shields: readonly { readonly name: string; readonly spec: string }[];
  readonly gaps: readonly ('queries' | 'uniqueness')[];
}

export function namespaceText({ database, collection }: Namespace): string {
  return `${database}.${collection}`;
}
