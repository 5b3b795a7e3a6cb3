// What the operator is told beside a step: why, how, how to know that it worked, what to do if it did not.

import type { RunbookInfo, StepGuide } from '../../../shared/model/run.ts';
import { Markdown } from '../../components/Markdown.tsx';
import { sayText, useWords } from '../../i18n/i18n.ts';
import styles from './StepGuideView.module.css';

export const GUIDE_PARTS = ['why', 'how', 'worked', 'otherwise'] as const satisfies readonly (keyof StepGuide)[];

export interface StepGuideViewProps {
  readonly guide: StepGuide;
  readonly texts: RunbookInfo['texts'] | undefined;
  readonly parts?: readonly (keyof StepGuide)[];
}

export function StepGuideView({ guide, texts, parts = GUIDE_PARTS }: StepGuideViewProps) {
  const t = useWords('guided');
  return (
    <dl className={styles.guide}>
      {parts.map((part) => {
        const text = guide[part];
        if (text === undefined) return null;
        return (
          <div key={part} className={styles[part]}>
            <dt>{t(`guide.${part}`)}</dt>
            <dd>
              <Markdown>{sayText(text, texts)}</Markdown>
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
