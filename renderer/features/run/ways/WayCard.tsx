// One way out of an interrupted run: what it does, step by step, and the button that takes it.

import { Ban, Check, CircleHelp, CircleMinus, Eraser, Play, Undo2, type LucideIcon } from 'lucide-react';
import type { RunbookInfo, RunWay } from '../../../../shared/model/run.ts';
import type { Text } from '../../../../shared/text.ts';
import { RUN_TEXTS } from '../../../../shared/texts/run-texts.ts';
import { Button } from '../../../components/Button.tsx';
import { HealthMark } from '../../../components/Health.tsx';
import { sayText, useWords } from '../../../i18n/i18n.ts';
import styles from './WayCard.module.css';

export interface WayCardProps {
  readonly way: RunWay;
  readonly texts: RunbookInfo['texts'] | undefined;
  readonly isDisabled: boolean;
  readonly isTaking: boolean;
  readonly onTake: () => void;
}

const ICON_OF_WAY: Readonly<Record<RunWay['way'], LucideIcon>> = { resume: Play, undo: Undo2, stop: Ban };
const ICON_OF_DOING: Readonly<Record<RunWay['steps'][number]['does'], LucideIcon>> = {
  run: Play,
  'is-done': Check,
  clean: Eraser,
  stays: CircleMinus,
  unknown: CircleHelp,
};

export function WayCard({ way, texts, isDisabled, isTaking, onTake }: WayCardProps) {
  const t = useWords('ways');
  const Icon = ICON_OF_WAY[way.way];
  // Of a runbook that is not known any more there are only the engine's own words.
  const say = (text: Text): string => sayText(text, texts ?? RUN_TEXTS);
  const reason = way.reason === null ? null : say(way.reason);
  const cleans = way.steps.some(({ does }) => does === 'clean');
  const words = way.way === 'undo' && way.possible && !cleans ? 'end' : way.way;
  return (
    <section className={styles.card} data-impossible={!way.possible || undefined} aria-label={t(`${words}.title`)}>
      <h3 className={styles.title}>
        <Icon size={16} aria-hidden />
        {t(`${words}.title`)}
      </h3>
      <p className={styles.text}>{way.possible && reason !== null ? reason : t(`${words}.text`)}</p>
      {!way.possible && reason !== null && (
        <p className={styles.reason}>
          <HealthMark health="critical" decorative />
          <span>{reason}</span>
        </p>
      )}
      <ol className={styles.steps}>
        {way.steps.map((step) => {
          const Doing = ICON_OF_DOING[step.does];
          return (
            <li key={step.stepId} className={styles.step} data-does={step.does}>
              <Doing size={13} aria-hidden />
              <div>
                <p className={styles.name}>{say(step.title)}</p>
                {step.detail !== null && <p className={styles.detail}>{say(step.detail)}</p>}
              </div>
              <span className={styles.does}>{t(`does.${step.does}`)}</span>
            </li>
          );
        })}
      </ol>
      <Button
        kind={way.way === 'resume' ? 'primary' : words === 'undo' ? 'danger' : 'plain'}
        isDisabled={!way.possible || isDisabled}
        onPress={onTake}
      >
        {!way.possible ? t('impossible') : t(isTaking ? 'taking' : `${words}.button`)}
      </Button>
    </section>
  );
}
