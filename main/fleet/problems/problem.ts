// What a problem rule is: a pure function from the present state to what is wrong in it. One small file per area;
// a rule never reads a server, a clock or what it said before (only `wasProblem`, to keep figures near a limit from flickering).

import type { OplogReading } from '../../backup/read-coverage.ts';
import type { BackupsState } from '../../../shared/model/backup.ts';
import type { FleetState } from '../../../shared/model/fleet.ts';
import type { Area, Problem } from '../../../shared/model/health.ts';
import { text, type TextValue } from '../../../shared/text.ts';
import type { ProblemKind } from '../../../shared/texts/en.ts';

/** A problem before it is known since when. */
export type Finding = Omit<Problem, 'sinceMs'>;

/** What is known of the backups beside what the state tells of them. */
export interface BackupsView {
  /** Null: not read yet, or the profile has no store. */
  readonly backups: BackupsState | null;
  /** Null: not read yet, or there is no MongoDB or no store. */
  readonly oplog: OplogReading | null;
  /** After how many days the proof of a restore is stale. */
  readonly proofDays: number;
}

export interface ProblemView extends BackupsView {
  readonly state: FleetState;
  readonly nowMs: number;
  wasProblem(id: string): boolean;
}

export type ProblemRule = (view: ProblemView) => readonly Finding[];

export interface FindingOptions {
  readonly area: Area;
  readonly health: Finding['health'];
  /** A key of shared/texts without `problem.` and `.title`. */
  readonly kind: ProblemKind;
  /** Tells problems of one kind apart: a node, a member, a set. */
  readonly subject?: string;
  /** Where one kind has several causes: the part of the key after `.cause.`. */
  readonly cause?: string;
  readonly values?: Readonly<Record<string, TextValue>>;
  readonly runbook?: NonNullable<Problem['runbook']>;
}

export function finding({ area, health, kind, subject, cause, values, runbook }: FindingOptions): Finding {
  return {
    id: subject === undefined ? kind : `${kind}/${subject}`,
    area,
    health,
    title: text(`problem.${kind}.title`, values),
    cause: text(cause === undefined ? `problem.${kind}.cause` : `problem.${kind}.cause.${cause}`, values),
    ...(runbook === undefined ? {} : { runbook }),
  };
}
