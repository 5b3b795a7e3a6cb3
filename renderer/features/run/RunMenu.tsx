// What can be taken along from a run: its report, and a checklist as text or on paper.

import { ClipboardList, Copy, FileText, FileType, Printer } from 'lucide-react';
import type { RunState, RunbookInfo } from '../../../shared/model/run.ts';
import { MenuButton } from '../../components/MenuButton.tsx';
import { showErrorToast, showToast } from '../../components/toasts.ts';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { call, toAppError } from '../../rpc/connection.ts';
import { checklistText } from './paper/checklist.ts';
import { Paper } from './paper/Paper.tsx';
import { useChecklist } from './paper/use-checklist.ts';
import { saveDocument } from './save-document.ts';
import type { StepRow } from './step-rows.ts';

export interface RunMenuProps {
  readonly state: RunState;
  readonly rows: readonly StepRow[];
  readonly texts: RunbookInfo['texts'] | undefined;
}

const ICON = { size: 14, 'aria-hidden': true } as const;

export function RunMenu({ state, rows, texts }: RunMenuProps) {
  const t = useWords('run');
  const { run } = state;
  const checklist = useChecklist(state, rows, texts);
  const attempt = (work: () => Promise<void>): void =>
    void work().catch((error: unknown) => showErrorToast(toAppError(error)));
  const save = (format: 'markdown' | 'pdf'): void =>
    attempt(async () => saveDocument(await call('runs.report', { runId: run.id, format })));
  const copy = (text: () => Promise<string>): void =>
    attempt(async () => {
      await navigator.clipboard.writeText(await text());
      showToast({ health: 'healthy', text: t('report.copied') });
    });
  return (
    <>
      <MenuButton
        label={t('report.title')}
        actions={[
          {
            id: 'markdown',
            label: t('report.markdown'),
            icon: <FileText {...ICON} />,
            onAction: () => save('markdown'),
          },
          { id: 'pdf', label: t('report.pdf'), icon: <FileType {...ICON} />, onAction: () => save('pdf') },
          {
            id: 'copy',
            label: t('report.copy'),
            icon: <Copy {...ICON} />,
            onAction: () =>
              copy(async () => (await call('runs.report', { runId: run.id, format: 'markdown' })).content),
          },
          {
            id: 'text',
            label: t('report.text'),
            icon: <ClipboardList {...ICON} />,
            onAction: () => copy(async () => checklistText(sayText(run.title, texts), checklist.rows, checklist.words)),
          },
          { id: 'print', label: t('report.print'), icon: <Printer {...ICON} />, onAction: () => window.print() },
        ]}
      />
      <Paper plan={state.plan} rows={checklist.rows} texts={texts} facts={checklist.facts} />
    </>
  );
}
