// Tells listeners what changed, politely: steps that begin, end or fail, and how the run ends. Nothing is visible.

import { useEffect, useRef, useState } from 'react';
import type { RunStatus, RunbookInfo } from '../../../shared/model/run.ts';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { stepChanges, type RunMoment } from './step-changes.ts';
import type { StepRow } from './step-rows.ts';

export interface RunAnnouncerProps {
  readonly status: RunStatus;
  readonly rows: readonly StepRow[];
  readonly texts: RunbookInfo['texts'] | undefined;
}

export function RunAnnouncer({ status, rows, texts }: RunAnnouncerProps) {
  const t = useWords('run');
  const before = useRef<RunMoment | null>(null);
  const [words, setWords] = useState('');
  useEffect(() => {
    const now: RunMoment = { status, rows };
    const changes = stepChanges(before.current, now);
    before.current = now;
    if (changes.length === 0) return;
    const sentences = changes.map((change) =>
      change.kind === 'run'
        ? t(`status.${change.status}`)
        : `${t('steps.stepOf', { position: change.position, total: change.total })}, ${t('steps.stepDone', {
            step: sayText(change.row.title, texts),
            status: t(`step.${change.row.status}`),
          })}`,
    );
    setWords(sentences.join('. '));
  }, [status, rows, texts, t]);
  return (
    <output className="visually-hidden" aria-live="polite">
      {words}
    </output>
  );
}
