// The console that stays through the whole proof: it lists the runbooks, counts their journal's entries, lives through the
// death of servers, and is asked at the end whether each runbook can be planned again.

import type { AppOptions } from '../../../main/app.ts';
import type { Lifetime } from '../../../shared/lifetime.ts';
import type { TestConsole } from '../../fixtures/console.ts';
import { openConsole, type ConsoleOrder } from './console.ts';

type OnJournal = NonNullable<AppOptions['onJournal']>;

export interface Desk extends TestConsole {
  /** From now on; null: nobody listens. */
  listen(listener: ((...entry: Parameters<OnJournal>) => void | Promise<void>) | null): void;
}

export async function openDesk(order: ConsoleOrder, lifetime: Lifetime): Promise<Desk> {
  let listener: Parameters<Desk['listen']>[0] = null;
  const desk = await openConsole(order, lifetime, async (entry, phase) => listener?.(entry, phase));
  return { ...desk, listen: (next) => void (listener = next) };
}
