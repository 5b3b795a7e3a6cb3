// The plan on paper, and as text: for whoever works where no screen is.

import { ClipboardList, Printer } from 'lucide-react';
import type { Plan, RunbookInfo } from '../../../shared/model/run.ts';
import { MenuButton } from '../../components/MenuButton.tsx';
import { showToast } from '../../components/toasts.ts';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { checklistText, plannedRows } from '../run/paper/checklist.ts';
import { Paper } from '../run/paper/Paper.tsx';
import { useChecklistWords } from '../run/paper/use-checklist.ts';

export interface PlanPaperProps {
  readonly plan: Plan;
  readonly texts: RunbookInfo['texts'];
}

export function PlanPaper({ plan, texts }: PlanPaperProps) {
  const t = useWords('run');
  const common = useWords('common');
  const guided = useWords('guided');
  const words = useChecklistWords(texts);
  const rows = plannedRows(plan.steps);
  const copy = (): void => {
    navigator.clipboard.writeText(checklistText(sayText(plan.title, texts), rows, words)).then(
      () => showToast({ health: 'healthy', text: t('report.copied') }),
      () => showToast({ health: 'attention', text: common('copyFailed') }),
    );
  };
  return (
    <>
      <MenuButton
        label={guided('paper.title')}
        actions={[
          { id: 'text', label: t('report.text'), icon: <ClipboardList size={14} aria-hidden />, onAction: copy },
          {
            id: 'print',
            label: t('report.print'),
            icon: <Printer size={14} aria-hidden />,
            onAction: () => window.print(),
          },
        ]}
      />
      <Paper plan={plan} rows={rows} texts={texts} />
    </>
  );
}
