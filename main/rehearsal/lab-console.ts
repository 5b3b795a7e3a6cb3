// A console of its own on the rehearsal's lab: composed like the one that asks for it, with its folders inside the lab's, so that
// whatever ends the lab takes them along. It knows one profile, and none of the target's secrets.

import { join } from 'node:path';
import type { Profile } from '../../shared/model/profile.ts';
import type { FleetState } from '../../shared/model/fleet.ts';
import type { Plan, RunState } from '../../shared/model/run.ts';
import type { RpcClient } from '../../shared/rpc-client.ts';
import type { HostPaths } from '../host.ts';
import { memberCount, redisNodeCount, type LabShape } from '../lab/lab-shape.ts';
import { firstState } from './first-state.ts';

export interface ConsoleHandle extends RpcClient {
  dispose(): Promise<void>;
}

export type OpenConsole = (paths: HostPaths) => Promise<ConsoleHandle>;

export interface LabConsole {
  readonly profileId: string;
  readonly fleet: FleetState;
  plan(runbookId: string, parameters: Readonly<Record<string, string>>): Promise<Plan>;
  /** Starts what was planned and follows it to its end. A cancel ends it where that is safe. */
  run(plan: Plan, onState: (state: RunState) => void): Promise<RunState>;
  /** The newest backup set's id. */
  newestSet(): Promise<string>;
  dispose(): Promise<void>;
}

const READY_MS = 60_000;
const RUN_MS = 30 * 60_000;
const REASON = 'rehearsal';

export async function openLabConsole(options: {
  readonly folder: string;
  readonly lab: Profile;
  readonly target: Profile;
  readonly shape: LabShape;
  readonly open: OpenConsole;
  readonly signal: AbortSignal;
}): Promise<LabConsole> {
  const { folder, lab, target, shape, open, signal } = options;
  const paths = {
    settings: join(folder, 'console', 'settings'),
    data: join(folder, 'console', 'data'),
    cache: join(folder, 'console', 'cache'),
  };
  const profile: Profile = {
    ...lab,
    id: 'rehearsal',
    name: `Lab of ${target.name}`.slice(0, 80),
    // Commands are left out of a rehearsal; this only lets them be planned as on the target.
    ...(target.localCommands !== undefined && { localCommands: target.localCommands }),
    stores: target.stores.map(({ id }) => ({
      kind: 'local',
      id,
      folder: join(folder, 'console', 'stores', encodeURIComponent(id)),
    })),
  };
  const client = await open(paths);
  try {
    const profileId = profile.id;
    await client.call('profiles.save', { profile, secrets: {}, keepSecrets: false });
    await client.call('profiles.connect', { profileId, secrets: {} });
    const fleet = await firstState(
      client,
      'fleet.watch',
      { profileId },
      { holds: (state) => isReady(state, shape), what: 'the lab can be read', timeoutMs: READY_MS, signal },
    );
    return {
      profileId,
      fleet,
      plan: (runbookId, parameters) =>
        client.call('runbooks.plan', { profileId, runbookId, parameters: { ...parameters } }),
      run: (plan, onState) => follow(client, plan, onState, signal),
      newestSet: async () => {
        const holds = ({ sets }: { readonly sets: object }): boolean => Object.keys(sets).length > 0;
        const what = 'the backup of the lab is listed';
        const { sets } = await firstState(
          client,
          'backups.watch',
          { profileId },
          { holds, what, timeoutMs: READY_MS, signal },
        );
        return Object.keys(sets).sort().at(-1)!;
      },
      dispose: () => client.dispose(),
    };
  } catch (error) {
    await client.dispose();
    throw error;
  }
}

/** Every server answers, and there is a primary. */
function isReady({ redisNodes, redis, mongoMembers, mongo }: FleetState, shape: LabShape): boolean {
  const live = (rows: Readonly<Record<string, { readonly presence: string }>>): number =>
    Object.values(rows).filter(({ presence }) => presence === 'live').length;
  const redisReady =
    shape.redis === null || (redis?.state === 'ok' && live(redisNodes) === redisNodeCount(shape.redis));
  const hasPrimary = shape.mongo?.mode === 'standalone' || mongo?.primary != null;
  return redisReady && (shape.mongo === null || (hasPrimary && live(mongoMembers) === memberCount(shape.mongo)));
}

async function follow(
  client: ConsoleHandle,
  plan: Plan,
  onState: (state: RunState) => void,
  signal: AbortSignal,
): Promise<RunState> {
  const { profileId, runbookId, parameters, hash } = plan;
  const { runId } = await client.call('runbooks.start', {
    profileId,
    runbookId,
    parameters: { ...parameters },
    planHash: hash,
    confirmation: plan.target,
    reason: REASON,
  });
  const answered = new Set<string>();
  const cancel = (): void => void client.call('runs.cancel', { runId }).catch(() => undefined); // over already
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  try {
    return await firstState(
      client,
      'run.watch',
      { runId },
      {
        holds(state) {
          onState(state);
          answer(client, state, answered);
          return state.run.endedMs !== null || state.run.status === 'interrupted';
        },
        what: 'the run on the lab ends',
        timeoutMs: RUN_MS,
        signal: new AbortController().signal, // a cancelled run is waited for: it ends where that is safe
      },
    );
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

/** A step done by hand is answered with its first answer that goes on, once. */
function answer(client: ConsoleHandle, { run, plan, waitingFor }: RunState, answered: Set<string>): void {
  if (waitingFor === null || answered.has(waitingFor)) return;
  answered.add(waitingFor);
  const answers = plan.steps.find(({ id }) => id === waitingFor)?.answers ?? [];
  const chosen =
    answers.find(({ outcome }) => outcome === 'done') ??
    answers.find(({ outcome }) => outcome === 'skip') ??
    answers[0];
  if (chosen === undefined) return;
  const { id: runId, profileId } = run;
  client
    .call('runs.answer', { profileId, runId, stepId: waitingFor, answer: chosen.value, note: REASON })
    .catch(() => undefined); // the run ended meanwhile: its state says how
}
