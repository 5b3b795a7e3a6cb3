// Rehearsals of this console: one at a time on this machine, for a lab takes much of it. The target's servers are only read; in its
// audit log a rehearsal is one entry.

import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import lockfile from 'proper-lockfile';
import type { Clock } from '../../shared/clock.ts';
import { AppError, isCancelled, type ErrorData } from '../../shared/errors.ts';
import type { Lifetime } from '../../shared/lifetime.ts';
import type { Rehearsal, RehearsalState } from '../../shared/model/rehearsal.ts';
import { rehearsalText } from '../../shared/texts/rehearsal.ts';
import type { Session } from '../fleet/session.ts';
import type { Live } from '../live.ts';
import type { RunbookEngine } from '../runbook/runbook-engine.ts';
import type { RunbookLibrary } from '../runbook/runbook-library.ts';
import type { OpenConsole } from './lab-console.ts';
import { rehearse } from './rehearse.ts';
import { fitting, shapeNotes, shapeOf } from './shape.ts';
import { createStage, type Stage } from './stage.ts';

export interface RehearsalOrder {
  readonly profileId: string;
  readonly runbookId: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Take the largest possible lab where the target is larger. */
  readonly largest: boolean;
}

export interface Rehearsals {
  /** Resolves with its id once it is known what to do. Throws what planning on the target throws, `limited` and `conflict`. */
  start(order: RehearsalOrder): Promise<string>;
  /** Throws `not_found`. */
  rehearsal(id: string): Live<RehearsalState>;
  cancel(id: string): void;
}

export interface RehearsalsOptions {
  readonly cacheFolder: string;
  readonly clock: Clock;
  readonly lifetime: Lifetime;
  /** Throws `not_found` where the profile is not connected. */
  sessionOf(profileId: string): Session;
  readonly runbooks: Pick<RunbookEngine, 'plan'>;
  readonly library: RunbookLibrary;
  readonly open: OpenConsole;
  audit(order: RehearsalOrder, result: string): Promise<void>;
  readonly report: (error: unknown) => void;
}

interface Known {
  readonly stage: Stage;
  readonly controller: AbortController;
}

const KEPT = 10;

export function createRehearsals(options: RehearsalsOptions): Rehearsals {
  const { clock, lifetime, library } = options;
  const folder = join(options.cacheFolder, 'rehearsals');
  const known = new Map<string, Known>();
  let current: { readonly id: string; readonly ended: Promise<void> } | null = null;
  let isStarting = false;

  function find(id: string): Known {
    const found = known.get(id);
    if (found) return found;
    throw new AppError('not_found', `There is no rehearsal ${id}.`, {
      hint: 'Rehearsals are gone when the console ends.',
    });
  }

  async function begin(order: RehearsalOrder): Promise<string> {
    const runbook = library.get(order.runbookId);
    const session = options.sessionOf(order.profileId);
    const targetPlan = await options.runbooks.plan(order.profileId, order.runbookId, order.parameters);
    const fleet = await session.reading();
    const whole = shapeOf(fleet, runbook.area);
    const shape = fitting(whole, order.largest);
    if (shape.redis === null && shape.mongo === null)
      throw new AppError('unsupported', 'This profile has no servers of the kind the runbook is about.');
    const release = await takeTurn(folder);
    const id = randomUUID();
    const { profileId, runbookId, parameters } = order;
    const stage = createStage({ id, profileId, runbookId, parameters }, targetPlan, clock);
    const controller = new AbortController();
    remember(id, { stage, controller });
    await stage.during('shape', () => Promise.resolve());
    stage.note(...shapeNotes(shape, whole, fleet), rehearsalText('rehearsal.small'));
    if (runbook.guided) stage.note(rehearsalText('rehearsal.manual'));
    if (runbook.origin !== 'code') stage.note(rehearsalText('rehearsal.outside'));
    const play = rehearse({
      stage,
      runbook,
      parameters,
      target: session.profile,
      targetPlan,
      fleet,
      shape,
      folder: join(folder, id),
      cacheFolder: options.cacheFolder,
      open: options.open,
      collections: async () => (await session.mongo?.readCollections()) ?? {},
      signal: controller.signal,
    });
    const ended = finish(play, order, stage, controller.signal).finally(async () => {
      current = null;
      await release();
    });
    current = { id, ended };
    return id;
  }

  async function finish(play: Promise<void>, order: RehearsalOrder, stage: Stage, signal: AbortSignal): Promise<void> {
    const [status, error] = await play.then(
      (): readonly [Rehearsal['status'], ErrorData | null] => ['done', null],
      (thrown: unknown) => outcomeOf(thrown, signal, options.report),
    );
    const { result } = stage.live.get().state.rehearsal;
    await options.audit(order, status === 'done' ? `rehearsed: ${result ?? 'blocked'}` : status).catch(options.report);
    stage.end(status, error);
  }

  function remember(id: string, one: Known): void {
    known.set(id, one);
    for (const oldest of [...known.keys()].slice(0, -KEPT)) known.delete(oldest);
  }

  lifetime.add(async () => {
    for (const { controller } of known.values()) controller.abort(new AppError('cancelled', 'The console was closed.'));
    await current?.ended;
  });

  return {
    async start(order) {
      if (current !== null || isStarting) {
        throw new AppError('conflict', 'Another rehearsal is going on.', {
          hint: 'Wait until it has ended, or cancel it. One at a time: a lab takes much of this machine.',
          ...(current && { details: { rehearsalId: current.id } }),
        });
      }
      isStarting = true;
      try {
        return await begin(order);
      } finally {
        isStarting = false;
      }
    },
    rehearsal: (id) => find(id).stage.live,
    cancel: (id) => find(id).controller.abort(new AppError('cancelled', 'The rehearsal was cancelled.')),
  };
}

function outcomeOf(
  thrown: unknown,
  signal: AbortSignal,
  report: (error: unknown) => void,
): readonly [Rehearsal['status'], ErrorData | null] {
  if (signal.aborted || isCancelled(thrown)) return ['cancelled', null];
  if (thrown instanceof AppError) return ['failed', thrown.toData()];
  report(thrown);
  return ['failed', new AppError('internal', 'The rehearsal failed for a reason of its own.').toData()];
}

/** Across the consoles of this machine; given back by itself when its console dies. */
async function takeTurn(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    const release = await lockfile.lock(join(folder, 'turn'), {
      realpath: false,
      stale: 10_000,
      update: 2_000,
      onCompromised: () => undefined,
    });
    return () => release().catch(() => undefined); // lost already: nothing left to give back
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw error;
    throw new AppError('conflict', 'Another console of this machine rehearses now.', {
      hint: 'Wait until it has ended. One at a time: a lab takes much of this machine.',
    });
  }
}
