// Whether the data could be brought back: is there a set, is it recent, has it been checked, is its store there.

import { newestFirst, type BackupSet } from '../../../shared/model/backup.ts';
import { restorableFacts } from '../../../shared/model/restorable.ts';
import { finding, type Finding, type ProblemRule } from './problem.ts';
import { BACKUP_AGE_MAX_MS } from '../../../shared/model/thresholds.ts';

const DAY_MS = 24 * 3_600_000;
const TAKE = { id: 'backup.take', parameters: {} };

export const backupProblems: ProblemRule = ({ state, backups, proofDays, nowMs }) => {
  if (backups === null || state.backups === null) return [];
  const [newest] = newestFirst(Object.values(backups.sets));
  const stores = Object.values(backups.stores);
  return [
    ...stores.flatMap((store) =>
      store.trouble === null
        ? []
        : [
            finding({
              area: 'backup',
              health: 'critical',
              kind: 'backup.store',
              subject: store.id,
              values: { place: store.place, trouble: store.trouble },
            }),
          ],
    ),
    // While a backup is being written its folder is unfinished, and should be.
    ...(state.backups.running
      ? []
      : stores.flatMap((store) =>
          store.unfinished.map(({ name: folder }) =>
            finding({
              area: 'backup',
              health: 'attention',
              kind: 'backup.unfinished',
              subject: `${store.id}/${folder}`,
              values: { folder, place: store.place },
            }),
          ),
        )),
    ...(newest === undefined
      ? [finding({ area: 'backup', health: 'attention', kind: 'backup.none', runbook: TAKE })]
      : [
          ...setProblems(newest, nowMs),
          ...proofProblems(Object.values(backups.sets), newest, nowMs, proofDays * DAY_MS),
        ]),
  ];
};

/** Of any set: what is newest need not have had its drill yet. That none was ever proven is said where sets are shown. */
function proofProblems(sets: readonly BackupSet[], newest: BackupSet, nowMs: number, maximumMs: number): Finding[] {
  const last = sets.reduce<BackupSet>((latest, set) => (provenMsOf(set) > provenMsOf(latest) ? set : latest), newest);
  const ageMs = nowMs - provenMsOf(last);
  if (last.proven === null || ageMs <= maximumMs) return [];
  const values = { proven: last.id, ageMs: Math.floor(ageMs / DAY_MS) * DAY_MS, maximumMs };
  const runbook = { id: 'backup.drill', parameters: { set: newest.id } };
  return [finding({ area: 'backup', health: 'attention', kind: 'backup.proof-stale', values, runbook })];
}

function provenMsOf({ proven }: BackupSet): number {
  return proven?.atMs ?? 0;
}

function setProblems(newest: BackupSet, nowMs: number): Finding[] {
  const values = { set: newest.id };
  const findings: Finding[] = [];
  const ageMs = nowMs - newest.finishedMs;
  if (ageMs > BACKUP_AGE_MAX_MS) {
    // Whole hours: the sentence should not change at every tick.
    const aged = { ...values, ageMs: Math.floor(ageMs / 3_600_000) * 3_600_000, maximumMs: BACKUP_AGE_MAX_MS };
    findings.push(finding({ area: 'backup', health: 'attention', kind: 'backup.old', values: aged, runbook: TAKE }));
  }
  // A restore that was compared has read every byte, too.
  if (newest.verified === null && newest.proven === null) {
    const verify = { id: 'backup.verify', parameters: { set: newest.id } };
    findings.push(finding({ area: 'backup', health: 'attention', kind: 'backup.unverified', values, runbook: verify }));
  } else if (newest.verified?.ok === false) {
    const faulty = { ...values, faults: newest.verified.faults.length };
    findings.push(
      finding({ area: 'backup', health: 'critical', kind: 'backup.damaged', values: faulty, runbook: TAKE }),
    );
  }
  const { provenMs, failedMs } = restorableFacts(newest);
  const { drill } = newest;
  if (drill?.ok === false && drill.endedMs === failedMs && failedMs > (provenMs ?? 0)) {
    const differing = { ...values, differences: drill.differences };
    findings.push(
      finding({ area: 'backup', health: 'critical', kind: 'backup.drill', values: differing, runbook: TAKE }),
    );
  }
  return findings;
}
