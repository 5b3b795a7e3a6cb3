// Hands the office of primary on: the primary steps down after an electable member has caught up, never by force. Done when
// a majority sees the new primary and it takes a majority write.

import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import type { MongoMember } from '../../../shared/model/mongo.ts';
import { text, type Text } from '../../../shared/text.ts';
import type { MongoReading } from '../../mongo/mongo-access.ts';
import {
  defineRunbook,
  type PlanDraft,
  type Reading,
  type RunbookContext,
  type Step,
  type StepContext,
} from '../runbook.ts';
import { memberCommand } from './mongo-command.ts';
import {
  agreement,
  cleanUpStepDown,
  observeStepDown,
  primariesSeen,
  STEP_DOWN,
  stepDown,
} from './mongo-failover-act.ts';
import { stepDownChecks } from './mongo-failover-checks.ts';
import {
  findMember,
  FREEZE_SECONDS,
  isElectable,
  nameOf,
  STEP_DOWN_SECONDS,
  type StepDownData,
} from './mongo-failover-data.ts';
import { dropProbe, PROBE_DATABASE, probeCollection } from './mongo-write-probe.ts';
import { mongoReading } from './shared-reading.ts';
import { STEP_DOWN_TEXTS } from './mongo-failover-texts.ts';

const Parameters = z.strictObject({ successor: z.string().min(1).optional() });

async function plan(
  context: RunbookContext,
  parameters: z.output<typeof Parameters>,
): Promise<PlanDraft<StepDownData>> {
  const reading = await mongoReading(context);
  if (reading.summary.mode !== 'replica-set') {
    throw new AppError('unsupported', 'This server is not part of a replica set.', {
      hint: 'There is nobody to take over.',
    });
  }
  const members = Object.values(reading.members).filter((member) => member.presence !== 'gone');
  const primary = members.find((member) => member.key === reading.summary.primary);
  if (!primary)
    throw new AppError('blocked', 'The replica set has no primary.', {
      hint: 'Bring a majority of its members up first.',
    });
  const successor = parameters.successor === undefined ? null : findMember(reading, parameters.successor);
  if (successor?.key === primary.key) {
    throw new AppError('bad_request', `${nameOf(primary).label} is the primary already.`, {
      hint: 'Choose another member, or none.',
    });
  }
  const frozen = members.filter(
    (member) =>
      successor && member !== primary && member !== successor && isElectable(member) && member.presence === 'live',
  );
  const names = { primary: nameOf(primary).label, successor: successor ? nameOf(successor).label : '' };
  return {
    title: text(successor ? 'plan.title' : 'plan.anyTitle', names),
    changes: [
      {
        where: names.primary,
        now: text('now.primary'),
        after: text('after.notPrimary', { seconds: STEP_DOWN_SECONDS }),
      },
      ...members
        .filter((member) => member !== primary && isElectable(member))
        .map((member) => changeOf(member, successor)),
    ],
    warnings: [...priorityWarnings(members, successor), text('warning.writes')],
    wayBack: text('wayBack', { ...names, seconds: STEP_DOWN_SECONDS }),
    data: {
      setName: reading.summary.name,
      primary: nameOf(primary),
      successor: successor && nameOf(successor),
      frozen: frozen.map(nameOf),
      members: members.filter((member) => !member.arbiter).map(nameOf),
      voters: dataVoters(reading, members),
    },
  };
}

/** Arbiters are not asked whom they see, so they do not count towards the majority that must say so. */
function dataVoters(reading: MongoReading, members: readonly MongoMember[]): number {
  return Math.max(1, reading.summary.voters - members.filter((member) => member.arbiter).length);
}

function changeOf(member: MongoMember, successor: MongoMember | null) {
  const after =
    successor === null
      ? text('after.maybe')
      : member === successor
        ? text('after.primary')
        : text('after.secondary', { seconds: FREEZE_SECONDS });
  return { where: nameOf(member).label, now: text('now.secondary', { priority: member.priority }), after };
}

function priorityWarnings(members: readonly MongoMember[], successor: MongoMember | null): readonly Text[] {
  if (!successor) return [];
  const higher = members.filter((member) => isElectable(member) && member.priority > successor.priority);
  return higher.map((member) =>
    text('warning.priority', {
      node: nameOf(member).label,
      successor: nameOf(successor).label,
      seconds: STEP_DOWN_SECONDS,
    }),
  );
}

function steps(data: StepDownData): readonly Step[] {
  const shell = (command: object): string => `db.adminCommand(${JSON.stringify(command)})`;
  return [
    ...stepDownChecks(data),
    {
      kind: 'act',
      id: 'step-down',
      title: text('act.stepDown', { primary: data.primary.label }),
      commands: [
        ...data.frozen.map(({ label }) => ({ where: label, command: shell({ replSetFreeze: FREEZE_SECONDS }) })),
        { where: data.primary.label, command: shell(STEP_DOWN) },
        ...(data.successor ? [{ where: data.successor.label, command: shell({ replSetStepUp: 1 }) }] : []),
        ...data.frozen.map(({ label }) => ({ where: label, command: shell({ replSetFreeze: 0 }) })),
      ],
      cancellable: false,
      observe: observeStepDown(data),
      act: stepDown(data),
      cleanUp: cleanUpStepDown(data),
    },
    {
      kind: 'verify',
      id: 'agreed',
      title: text('verify.agreed'),
      timeoutMs: 30_000,
      pollMs: 20,
      read: majority(data),
    },
    {
      kind: 'verify',
      id: 'writes',
      title: text('verify.writes'),
      timeoutMs: 30_000,
      pollMs: 50,
      read: takesWrites(data),
    },
    {
      kind: 'verify',
      id: 'follows',
      title: text('verify.follows'),
      timeoutMs: 60_000,
      pollMs: 20,
      read: follows(data),
    },
  ];
}

const majority =
  (data: StepDownData) =>
  async (context: StepContext): Promise<Reading> => {
    const { agreed, needed } = agreement(await primariesSeen(context, data.members), data);
    return { ok: agreed >= needed, text: text('majority.is', { agreed, members: data.members.length, needed }) };
  };

const takesWrites =
  (data: StepDownData) =>
  async (context: StepContext): Promise<Reading> => {
    const collection = probeCollection(context.runId);
    const write = { insert: collection, documents: [{}], writeConcern: { w: 'majority', wtimeout: 5000 } };
    const others = data.members.filter(({ key }) => key !== data.primary.key);
    const replies = await Promise.allSettled(
      others.map((member) => memberCommand(context, member, write, { database: PROBE_DATABASE, timeoutMs: 6000 })),
    );
    const index = replies.findIndex((reply) => reply.status === 'fulfilled' && !reply.value['writeConcernError']);
    await dropProbe(context, data.members, collection);
    const member = others[index];
    return member
      ? { ok: true, text: text('writes.ok', { node: member.label }) }
      : { ok: false, text: text('writes.not') };
  };

const follows =
  (data: StepDownData) =>
  async (context: StepContext): Promise<Reading> => {
    const hello = await memberCommand(context, data.primary, { hello: 1 }, { timeoutMs: 1000 });
    const state =
      hello['secondary'] === true ? 'SECONDARY' : hello['isWritablePrimary'] === true ? 'PRIMARY' : 'changing';
    return { ok: state === 'SECONDARY', text: text('follows.is', { node: data.primary.label, state }) };
  };

export const mongoFailover = defineRunbook({
  id: 'mongo.failover',
  area: 'mongo',
  effect: 'write',
  texts: STEP_DOWN_TEXTS,
  fields: [
    {
      name: 'successor',
      label: text('field.successor'),
      help: text('field.successor.help'),
      kind: 'mongo-member',
      required: false,
    },
  ],
  parameters: Parameters,
  plan,
  steps,
});
