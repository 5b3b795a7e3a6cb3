// What the printer gets instead of the screen: a checklist with boxes, every step with its guide and commands, and room for a hand.
// It exists only while something is printed.

import { useEffect, useState, type ReactNode } from 'react';
import { createPortal, flushSync } from 'react-dom';
import type { Plan, RunbookInfo } from '../../../../shared/model/run.ts';
import { formatDateTime } from '../../../i18n/format.ts';
import { sayText, useWords } from '../../../i18n/i18n.ts';
import { useProfileRow } from '../../../stores/profile-store.ts';
import { byPhase } from '../step-phases.ts';
import { StepGuideView } from '../StepGuideView.tsx';
import type { ChecklistRow } from './checklist.ts';
import './paper.css';

export interface PaperProps {
  readonly plan: Plan;
  readonly rows: readonly ChecklistRow[];
  readonly texts: RunbookInfo['texts'] | undefined;
  /** Who ran it, how it ended; absent for a plan. */
  readonly facts?: readonly string[];
}

export function Paper(props: PaperProps) {
  return usePrinting() ? createPortal(<Sheet {...props} />, document.body) : null;
}

/** True while the page is being printed; the sheet is drawn before the printer looks. */
function usePrinting(): boolean {
  const [isPrinting, setIsPrinting] = useState(false);
  useEffect(() => {
    const set = (on: boolean): void => flushSync(() => setIsPrinting(on));
    const before = (): void => set(true);
    const after = (): void => set(false);
    const medium = window.matchMedia('print');
    const onMedium = (event: MediaQueryListEvent): void => set(event.matches);
    window.addEventListener('beforeprint', before);
    window.addEventListener('afterprint', after);
    medium.addEventListener('change', onMedium);
    return () => {
      window.removeEventListener('beforeprint', before);
      window.removeEventListener('afterprint', after);
      medium.removeEventListener('change', onMedium);
    };
  }, []);
  return isPrinting;
}

function Sheet({ plan, rows, texts, facts = [] }: PaperProps): ReactNode {
  const t = useWords('guided');
  const profile = useProfileRow()?.profile.name ?? plan.target;
  return (
    <article className="paper">
      <header>
        <h1>{sayText(plan.title, texts)}</h1>
        <p>
          {[profile, t('paper.planned', { when: formatDateTime(plan.createdMs) }), ...facts].join(' · ')}
          <br />
          <code dir="ltr">{plan.hash}</code>
        </p>
        {plan.warnings.map((warning, index) => (
          <p key={index} className="paper-warning">
            {sayText(warning, texts)}
          </p>
        ))}
        {plan.wayBack !== null && (
          <p className="paper-warning">
            <strong>{t('paper.wayBack')}</strong> {sayText(plan.wayBack, texts)}
          </p>
        )}
      </header>
      {byPhase(rows).map(({ phase, rows: own }, index) => (
        <section key={index}>
          {phase !== null && <h2>{sayText(phase, texts)}</h2>}
          {own.map((row) => (
            <PaperStep key={row.planned.id} row={row} texts={texts} />
          ))}
        </section>
      ))}
    </article>
  );
}

function PaperStep({ row, texts }: { readonly row: ChecklistRow; readonly texts: PaperProps['texts'] }) {
  const t = useWords('guided');
  const kind = useWords('run');
  const { planned } = row;
  return (
    <div className="paper-step">
      <span className="paper-box">{row.isDone ? '✓' : ''}</span>
      <div>
        <h3>
          {row.position}. {sayText(planned.title, texts)} <small>{kind(`kind.${planned.kind}`)}</small>
        </h3>
        {planned.guide !== undefined && <StepGuideView guide={planned.guide} texts={texts} />}
        {planned.commands.map(({ where, command }, index) => (
          <pre key={index} dir="ltr">
            {where} $ {command}
          </pre>
        ))}
        {row.says.map((line, index) => (
          <p key={index}>{line}</p>
        ))}
        {row.says.length === 0 && planned.answers !== undefined && (
          <p className="paper-answers">
            {planned.answers.map(({ value, label }) => (
              <span key={value}>
                <span className="paper-box" /> {sayText(label, texts)}
              </span>
            ))}
          </p>
        )}
        {row.says.length === 0 && <p className="paper-hand">{t('paper.hand')}</p>}
      </div>
    </div>
  );
}
