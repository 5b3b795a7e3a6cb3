// The three ways out of an interrupted run, as what is known of it says: go on, clean up, or leave everything as it is.
// Pure: the servers were read before.

import { createHash } from 'node:crypto';
import type { RunWay } from '../../shared/model/run.ts';
import { text, type Text } from '../../shared/text.ts';
import type { Verdict } from './journal.ts';
import { isOpenAct } from './look-again.ts';
import { canonicalJson } from './plan-hash.ts';
import type { RunRecord } from './run-record.ts';
import { isLeft } from './run-state.ts';
import type { Step } from './runbook.ts';

/** What was found out about a run that is left. */
export interface Findings {
  readonly record: RunRecord;
  /** Null: its runbook is not here any more, or has other steps now. */
  readonly steps: readonly Step[] | null;
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** Why the servers could not be read; null where they were. */
  readonly unread: string | null;
}

type WayStep = RunWay['steps'][number];

export function waysOf(findings: Findings): readonly RunWay[] {
  return [resumeWay(findings), undoWay(findings), stopWay(findings)].map((way) => ({
    ...way,
    hash: hashOf(findings, way),
  }));
}

type UnhashedWay = Omit<RunWay, 'hash'>;

function resumeWay(findings: Findings): UnhashedWay {
  const { record, unread } = findings;
  const steps = record.state.plan.steps.map(({ id, title }): WayStep => {
    const state = stateOf(findings, id);
    const does = state === 'open' || state === 'not-done' ? 'run' : state === 'unknown' ? 'unknown' : 'is-done';
    return { stepId: id, title, does, detail: null };
  });
  const obstacle =
    record.state.run.status !== 'interrupted'
      ? text('engine.way.not-interrupted')
      : record.state.run.dryRun
        ? text('engine.way.dry')
        : record.isCleaning
          ? text('engine.way.cleaning')
          : (notKnown(findings) ??
            (unread !== null
              ? text('engine.way.unread', { message: unread })
              : steps.some(({ does }) => does === 'unknown')
                ? text('engine.way.unknown')
                : null));
  return { way: 'resume', possible: obstacle === null, reason: obstacle ?? text('engine.way.resume'), steps };
}

function undoWay(findings: Findings): UnhashedWay {
  const { record, steps } = findings;
  const rows = doneRows(findings).map((row): WayStep => {
    const step = steps?.find(({ id }) => id === row.stepId);
    if (step?.kind !== 'act' || !step.cleanUp) return row;
    return { ...row, does: 'clean', detail: step.cleanUpTitle ?? text('engine.way.clean') };
  });
  const obstacle = isLeft(record, true) ? notKnown(findings) : text('engine.way.no-leftovers');
  const hasWork = rows.some(({ does }) => does === 'clean');
  const reason = text(hasWork ? 'engine.way.undo' : 'engine.way.undo.nothing');
  return { way: 'undo', possible: obstacle === null, reason: obstacle ?? reason, steps: [...rows].reverse() };
}

function stopWay(findings: Findings): UnhashedWay {
  const possible = findings.record.state.run.status === 'interrupted';
  const reason = text(possible ? 'engine.way.stop' : 'engine.way.over');
  return { way: 'stop', possible, reason, steps: doneRows(findings) };
}

/** What happened, or may have: acts that began, and what people did. */
function doneRows(findings: Findings): readonly WayStep[] {
  const { record } = findings;
  return record.state.plan.steps.flatMap(({ id, title, kind }): WayStep[] => {
    const isDoneByHand = kind === 'manual' && record.state.steps[id]?.status === 'done';
    if (!record.begun.includes(id) && !isDoneByHand) return [];
    const does = stateOf(findings, id) === 'unknown' ? 'unknown' : 'stays';
    return [{ stepId: id, title, does, detail: null }];
  });
}

function stateOf({ record, verdicts }: Findings, stepId: string): Verdict | 'open' {
  if (isOpenAct(record, stepId)) return verdicts.get(stepId) ?? 'unknown';
  const status = record.state.steps[stepId]?.status;
  return status === 'done' || status === 'skipped' ? 'done' : 'open';
}

function notKnown({ record, steps }: Findings): Text | null {
  if (record.isDamaged) return text('engine.way.damaged');
  return steps === null ? text('engine.way.no-runbook', { runbook: record.state.run.runbookId }) : null;
}

/** Over all that was shown and confirmed, but for the wording of what a server that cannot be read says. */
function hashOf({ record }: Findings, { way, possible, steps }: UnhashedWay): string {
  const { id, status } = record.state.run;
  const rows = steps.map(({ stepId, does }) => [stepId, does]);
  const shown = { runId: id, status, begun: record.begun, way, possible, steps: rows };
  return createHash('sha256').update(canonicalJson(shown)).digest('hex');
}
