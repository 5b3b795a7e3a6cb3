// One rehearsal, in a straight line: a lab shaped like the target, what the parameters need, a plan there, the run, the
// comparison, and everything away again whatever happens.

import { setTimeout as delay } from 'node:timers/promises';
import type { FleetState } from '../../shared/model/fleet.ts';
import type { Profile } from '../../shared/model/profile.ts';
import type { Plan } from '../../shared/model/run.ts';
import type { Text } from '../../shared/text.ts';
import { rehearsalText } from '../../shared/texts/rehearsal.ts';
import { startLab, type Lab } from '../lab/lab.ts';
import type { LabShape } from '../lab/lab-shape.ts';
import type { Runbook } from '../runbook/runbook.ts';
import { comparePlans } from './compare-plans.ts';
import { counterparts, inTargetsNames } from './counterparts.ts';
import { openLabConsole, type LabConsole, type OpenConsole } from './lab-console.ts';
import { prepare, type Preparation } from './prepare.ts';
import type { Stage } from './stage.ts';

export interface RehearsalPlay {
  readonly stage: Stage;
  readonly runbook: Runbook;
  readonly parameters: Readonly<Record<string, string>>;
  readonly target: Profile;
  readonly targetPlan: Plan;
  readonly fleet: FleetState;
  readonly shape: LabShape;
  /** Of the lab, which is removed with everything in it. */
  readonly folder: string;
  readonly cacheFolder: string;
  readonly open: OpenConsole;
  readonly collections: Preparation['collections'];
  readonly signal: AbortSignal;
}

const SIZE = { documents: 700, keys: 700 } as const;
/** A lab that has just begun needs a moment until every check holds. */
const QUIET_MS = 30_000;
const LOOK_EVERY_MS = 500;

/** Resolves when the lab is gone. */
export async function rehearse(play: RehearsalPlay): Promise<void> {
  const { stage, folder, shape, signal, cacheFolder } = play;
  const lab = await stage
    .during('lab', () =>
      startLab({
        paths: { cache: cacheFolder },
        folder,
        shape,
        load: 'off',
        size: SIZE,
        signal,
        onProgress: ({ detail }) => stage.detail('lab', detail),
      }),
    )
    .catch(async (error: unknown) => {
      await stage.during('remove', () => Promise.resolve()); // a lab that does not come up takes itself away
      throw error;
    });
  try {
    await onLab(play, lab);
  } finally {
    await stage.during('remove', () => lab.stop());
  }
}

async function onLab(play: RehearsalPlay, { profile, folder }: Lab): Promise<void> {
  const { stage, target, shape, open, signal, fleet, runbook, parameters, collections } = play;
  const prepared = await stage.during('prepare', async () => {
    const console = await openLabConsole({ folder, lab: profile, target, shape, open, signal });
    try {
      stage.note(...versionNotes(fleet, console.fleet));
      const pairs = counterparts(fleet, console.fleet);
      return { console, ...(await prepare({ runbook, parameters, pairs, lab: profile, console, stage, collections })) };
    } catch (error) {
      await console.dispose();
      throw error;
    }
  });
  const { console, pairs } = prepared;
  try {
    signal.throwIfAborted();
    const plan = await stage.during('plan', async () => {
      const found = await planWhenQuiet(play, console, prepared.parameters);
      stage.labPlan(found, comparePlans(play.targetPlan, found, inTargetsNames(pairs)));
      return found;
    });
    signal.throwIfAborted();
    if (plan.blocked) return;
    await stage.during('run', async () => void (await console.run(plan, stage.run)));
    signal.throwIfAborted();
  } finally {
    await console.dispose();
  }
}

/** What blocks on the target as well is not waited for. */
async function planWhenQuiet(
  { runbook, targetPlan, signal }: RehearsalPlay,
  console: LabConsole,
  parameters: Readonly<Record<string, string>>,
): Promise<Plan> {
  const deadline = performance.now() + (targetPlan.blocked ? 0 : QUIET_MS);
  for (;;) {
    signal.throwIfAborted();
    const plan = await console.plan(runbook.id, parameters);
    if (!plan.blocked || performance.now() >= deadline) return plan;
    await delay(LOOK_EVERY_MS, undefined, { signal });
  }
}

function versionNotes(target: FleetState, lab: FleetState): Text[] {
  const note = (kind: string, there: string | undefined, here: string | undefined): Text[] =>
    there === undefined || here === undefined || there === here
      ? []
      : [rehearsalText('rehearsal.version', { kind, target: there, lab: here })];
  return [
    ...note('Redis', target.redis?.version, lab.redis?.version),
    ...note('MongoDB', target.mongo?.version, lab.mongo?.version),
  ];
}
