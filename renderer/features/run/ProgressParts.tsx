// What a running step works on just now, one line each: a collection, a shard, with its own amount, rate and remaining time.
// Room that was taken stays taken while the step runs, so that nothing jumps when one ends before the next begins.

import { useState } from 'react';
import type { Progress, ProgressPart } from '../../../shared/model/run.ts';
import { Code } from '../../components/Code.tsx';
import { ProgressBar } from '../../components/ProgressBar.tsx';
import { formatNumber } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { useProgressWords } from './progress-words.ts';
import { progressShare } from './step-rows.ts';
import styles from './ProgressParts.module.css';

export function ProgressParts({ progress }: { readonly progress: Progress }) {
  const t = useWords('run');
  const parts = progress.parts ?? [];
  const [most, setMost] = useState(0);
  if (parts.length > most) setMost(parts.length);
  if (most === 0) return null;
  return (
    <ul className={styles.parts} aria-label={t('steps.parts')} style={{ minBlockSize: `${most * LINE_PX}px` }}>
      {parts.map((part) => (
        <Part key={part.name} part={part} progress={progress} />
      ))}
    </ul>
  );
}

/** As the style sheet has it. */
const LINE_PX = 24;

function Part({ part, progress }: { readonly part: ProgressPart; readonly progress: Progress }) {
  const t = useWords('run');
  const progressWords = useProgressWords();
  const { name, items } = part;
  const amount = { ...part, unit: progress.unit, detail: null };
  const share = progressShare(amount);
  const count =
    items === null ? null : t(`steps.${items.unit}`, { count: items.done, shown: formatNumber(items.done, 0) });
  const words = [progressWords(amount), count].filter(Boolean).join(' · ');
  return (
    <li className={styles.part}>
      <span className={styles.name} title={name}>
        <Code>{name}</Code>
      </span>
      <ProgressBar share={share} label={name} className={styles.bar} />
      <span className={styles.words} title={words}>
        {words}
      </span>
    </li>
  );
}
