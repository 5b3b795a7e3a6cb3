// Whether the data could be brought back: is there a set, is it recent, has it been checked, is its store there.

import { newestFirst, type BackupSet } from '../../../shared/model/backup.ts';
import { restorableFacts } from '../../../shared/model/restorable.ts';
import { finding, type Finding, type ProblemRule } from './problem.ts';
import { BACKUP_AGE_MAX_MS } from '../../../shared/model/thresholds.ts';

const TAKE = { id: 'backup.take', parameters: {} };

export const backupProblems: ProblemRule = ({ state, backups, nowMs }) => {
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
      : setProblems(newest, nowMs)),
  ];
};

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
