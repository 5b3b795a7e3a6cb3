// What to know before, and what to do if it goes wrong: both stand beside the plan, never behind a click.

import type { Plan, RunbookInfo } from '../../../shared/model/run.ts';
import type { TextValue } from '../../../shared/text.ts';
import { HealthMark } from '../../components/Health.tsx';
import { Panel } from '../../components/Panel.tsx';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import styles from './PlanNotes.module.css';

export function PlanNotes({ plan, texts }: { readonly plan: Plan; readonly texts: RunbookInfo['texts'] }) {
  const t = useWords('runbooks');
  if (plan.warnings.length === 0 && plan.wayBack === null) return null;
  return (
    <Panel title={plan.warnings.length > 0 ? t('plan.warnings') : t('plan.wayBack')}>
      {plan.warnings.length > 0 && (
        <ul className={styles.warnings}>
          {plan.warnings.map((warning, index) => (
            <li key={index}>
              <HealthMark health="attention" />
              <span>
                {sayText(warning, texts)} <RunLink runId={warning.values?.['runId']} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {plan.wayBack !== null && (
        <>
          {plan.warnings.length > 0 && <h3 className={styles.heading}>{t('plan.wayBack')}</h3>}
          <p>{sayText(plan.wayBack, texts)}</p>
        </>
      )}
    </Panel>
  );
}

/** To the run a warning is about. */
function RunLink({ runId }: { readonly runId: TextValue | undefined }) {
  const t = useWords('runbooks');
  if (typeof runId !== 'string') return null;
  return (
    <a className={styles.link} href={href('runs', runId)}>
      {t('plan.toRun')}
    </a>
  );
}
