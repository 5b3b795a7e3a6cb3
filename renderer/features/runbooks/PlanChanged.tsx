// What changed on the servers since the plan was read, in sentences, with the button that takes the new plan.

import type { Plan, RunbookInfo } from '../../../shared/model/run.ts';
import { Button } from '../../components/Button.tsx';
import { HealthMark } from '../../components/Health.tsx';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { planDifferences, type PlanDifference } from '../../../shared/plan-differences.ts';
import styles from './PlanChanged.module.css';

export interface PlanChangedProps {
  readonly before: Plan;
  readonly now: Plan;
  readonly texts: RunbookInfo['texts'];
  readonly onTake: () => void;
}

export function PlanChanged({ before, now, texts, onTake }: PlanChangedProps) {
  const t = useWords('runbooks');
  const differences = planDifferences(before, now);
  const sentenceOf = useSentence(texts);
  return (
    <section className={styles.changed} role="alert">
      <HealthMark health="attention" />
      <div className={styles.words}>
        <p className={styles.title}>{t('changed.title')}</p>
        <p className={styles.text}>{t('changed.text')}</p>
        <ul className={styles.list}>
          {differences.length === 0 && <li>{t('changed.other')}</li>}
          {differences.map((difference, index) => (
            <li key={index}>{sentenceOf(difference)}</li>
          ))}
        </ul>
      </div>
      <Button onPress={onTake}>{t('changed.take')}</Button>
    </section>
  );
}

function useSentence(texts: RunbookInfo['texts']): (difference: PlanDifference) => string {
  const t = useWords('runbooks');
  return (difference) => {
    switch (difference.kind) {
      case 'blocked':
        return t(difference.now ? 'changed.nowBlocked' : 'changed.nowFree');
      case 'check':
        return t('changed.check', { title: sayText(difference.title, texts), now: sayText(difference.now, texts) });
      case 'change': {
        const { where, before, now } = difference;
        if (now === null) return t('changed.changeGone', { where });
        if (before === null) return t('changed.changeAdded', { where });
        return t('changed.change', { where, now: sayText(now.now, texts), after: sayText(now.after, texts) });
      }
      case 'step':
        return t(difference.added ? 'changed.stepAdded' : 'changed.stepGone', {
          title: sayText(difference.title, texts),
        });
      case 'commands':
        return t('changed.commands', { title: sayText(difference.title, texts) });
      case 'warning':
        return t(difference.added ? 'changed.warningAdded' : 'changed.warningGone', {
          warning: sayText(difference.warning, texts),
        });
    }
  };
}
