// What to do if it goes wrong: on screen from the plan to the report, never only afterwards.

import type { RunbookArea, RunbookInfo, RunState } from '../../../shared/model/run.ts';
import { ButtonLink } from '../../components/Button.tsx';
import { Panel } from '../../components/Panel.tsx';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import styles from './WayBack.module.css';

export interface WayBackProps {
  readonly state: Pick<RunState, 'plan'>;
  readonly texts: RunbookInfo['texts'] | undefined;
  readonly area: RunbookArea | undefined;
}

export function WayBack({ state: { plan }, texts, area }: WayBackProps) {
  const t = useWords('run');
  return (
    <Panel title={t('wayBack.title')}>
      <p className={styles.text}>
        {plan.wayBack === null
          ? t(plan.effect === 'read' ? 'wayBack.none' : 'wayBack.unnamed')
          : sayText(plan.wayBack, texts)}
      </p>
      <div className={styles.links}>
        {area === 'redis' && <ButtonLink href={href('slots')}>{t('wayBack.openSlots')}</ButtonLink>}
        {area !== 'backup' && <ButtonLink href={href('topology')}>{t('wayBack.openTopology')}</ButtonLink>}
        {area === 'backup' && <ButtonLink href={href('backups')}>{t('wayBack.openBackups')}</ButtonLink>}
      </div>
    </Panel>
  );
}
