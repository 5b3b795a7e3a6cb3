// Ends one operation that runs too long. Asked again right before: an operation that has ended, or another one under the
// same number, is never touched. What the server does for itself (replication, its own index work) cannot be named.

import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { text } from '../../../shared/text.ts';
import { primaryOf, runningOperations, type RunningOperation } from '../files/readings/mongo-operations.ts';
import { defineRunbook, type ActStep, type RunbookContext, type Step } from '../runbook.ts';
import { memberCommand, type MemberName } from './mongo-command.ts';
import { KILL_OPERATION_TEXTS } from './mongo-kill-operation-texts.ts';

interface KillData {
  readonly member: MemberName;
  readonly opid: string;
  readonly kind: string;
  readonly namespace: string;
  readonly client: string;
}

/** A killed operation stops where it next looks for that: seconds, seldom more. */
const GONE_MS = 60_000;

export const mongoKillOperation = defineRunbook({
  id: 'mongo.kill-operation',
  area: 'mongo',
  effect: 'write',
  texts: KILL_OPERATION_TEXTS,
  fields: [{ name: 'opid', label: text('field.opid'), help: text('field.opid.help'), kind: 'text', required: true }],
  parameters: z.strictObject({
    opid: z.string().regex(/^-?\d{1,10}$/, 'a number, as the list of operations shows it'),
  }),
  async plan(context, { opid }) {
    const found = (await runningOperations(context, 0)).find((operation) => operation.opid === opid);
    if (!found) {
      throw new AppError('not_found', `No client's operation ${opid} runs on the primary now.`, {
        hint: 'It may have ended by itself. Read mongo.long-operations again.',
      });
    }
    const { kind, namespace, client } = found;
    const data: KillData = { member: await primaryOf(context), opid, kind, namespace, client };
    return {
      title: text('plan.title', { opid, namespace }),
      changes: [
        { where: data.member.label, now: text('change.now', { kind, namespace, client }), after: text('change.after') },
      ],
      warnings: kind === 'query' || kind === 'getmore' ? [] : [text('warning.writes')],
      wayBack: text('wayBack'),
      data,
    };
  },
  steps: (data: KillData): readonly Step[] => [stillRuns(data), kill(data), gone(data)],
});

function stillRuns(data: KillData): Step {
  return {
    kind: 'check',
    id: 'runs',
    title: text('check.runs'),
    async read(context) {
      const now = await same(context, data);
      return now === null
        ? { ok: false, text: text('runs.ended') }
        : { ok: true, text: text('runs.ok', { runningMs: now.runningMs, plan: now.plan || '–' }) };
    },
  };
}

function kill(data: KillData): ActStep {
  const { member, opid } = data;
  return {
    kind: 'act',
    id: 'kill',
    title: text('act.kill', { opid }),
    commands: [{ where: member.label, command: `db.adminCommand({"killOp":1,"op":${opid}})` }],
    cancellable: false,
    async observe(context) {
      const now = await same(context, data);
      return now === null || now.isEnding ? 'done' : 'not-done';
    },
    async act(context) {
      if ((await same(context, data)) === null) return text('kill.ended');
      await memberCommand(context, member, { killOp: 1, op: Number(opid) }, { timeoutMs: 10_000 });
      return undefined;
    },
  };
}

function gone(data: KillData): Step {
  return {
    kind: 'verify',
    id: 'gone',
    title: text('verify.gone'),
    timeoutMs: GONE_MS,
    pollMs: 500,
    async read(context) {
      const now = await same(context, data);
      return now === null
        ? { ok: true, text: text('gone.ok') }
        : { ok: false, text: text('gone.ending', { runningMs: now.runningMs }) };
    },
  };
}

/** The very operation of the plan, where it still runs. */
async function same(context: RunbookContext, data: KillData): Promise<RunningOperation | null> {
  const running = await runningOperations(context, 0, data.member);
  const isSame = (one: RunningOperation): boolean =>
    one.opid === data.opid && one.client === data.client && one.namespace === data.namespace && one.kind === data.kind;
  return running.find(isSame) ?? null;
}
