// For a run that copies what MongoDB holds and may not write there: it takes no lease, but knows whether somebody else held
// one meanwhile, by the fence that every holder raises.

import { AppError } from '../../shared/errors.ts';
import type { MongoAccess } from '../mongo/mongo-access.ts';
import { heldError } from './lease-errors.ts';
import { isCertainlyDead } from './machine.ts';
import { readMongoLease, type LeaseState, type Scope } from './mongo-lease-document.ts';
import { viewOf } from './mongo-lease.ts';
import type { TakeOptions } from './target-lease.ts';

export interface MongoReader {
  /** Throws `conflict` where somebody took a lease since. */
  verify(): Promise<void>;
}

/** Throws `conflict` where somebody holds one now; a reason lets a silent holder be passed by. */
export async function readBeside(mongo: MongoAccess, options: TakeOptions): Promise<MongoReader> {
  const before = new Map<Scope, LeaseState | null>();
  for (const scope of options.scopes) {
    options.signal.throwIfAborted();
    const state = await readMongoLease(mongo.client(), scope);
    if (state?.holder != null && !isCertainlyDead(state.holder)) {
      const view = viewOf(scope, state, state.holder);
      const error = heldError(view, options);
      if (options.takeOver === null || error.details?.['takeOverPossible'] !== true) throw error;
    }
    before.set(scope, state);
  }
  return {
    async verify() {
      for (const [scope, state] of before) {
        const now = await readMongoLease(mongo.client(), scope);
        if (now?.fence === state?.fence) continue;
        const who =
          now?.holder == null
            ? 'another run'
            : `${now.holder.operator} on ${now.holder.host} (run ${now.holder.runId})`;
        throw new AppError('conflict', `While this run read MongoDB, ${who} began to change what it holds.`, {
          hint: 'What was copied is not of one piece. Run it again when the other has ended.',
          details: { lease: `mongo.${scope}` },
        });
      }
    },
  };
}
