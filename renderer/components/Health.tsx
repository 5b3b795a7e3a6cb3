// The one health grammar: a shape, a colour and a word. Each health has its own shape, so that colour is never alone.

import type { Health } from '../../shared/model/health.ts';
import { useWords } from '../i18n/i18n.ts';
import styles from './Health.module.css';
import tones from './tone.module.css';

const SHAPES: Readonly<Record<Health, string>> = {
  healthy: 'M6 2a4 4 0 1 1 0 8 4 4 0 0 1 0-8Z',
  attention: 'M6 1.2 11.2 10.4H.8Z',
  critical: 'M6 .8 11.2 6 6 11.2.8 6Z',
  unknown: 'M6 2.6a3.4 3.4 0 1 1 0 6.8 3.4 3.4 0 0 1 0-6.8Z',
};

/** The shape alone; its word is read aloud unless `decorative`, where the word stands beside it anyway. */
export function HealthMark({ health, decorative = false }: { readonly health: Health; readonly decorative?: boolean }) {
  const t = useWords('common');
  const label = decorative ? { 'aria-hidden': true } : { role: 'img', 'aria-label': t(`health.${health}`) };
  return (
    <svg
      {...label}
      className={`${styles.mark} ${tones[health]}`}
      data-health={health}
      viewBox="0 0 12 12"
      width="12"
      height="12"
    >
      <path d={SHAPES[health]} />
    </svg>
  );
}

/** Shape and word. `children` replaces the plain word with a better one, for example "1 replica behind". */
export function HealthWord({ health, children }: { readonly health: Health; readonly children?: string | undefined }) {
  const t = useWords('common');
  return (
    <span className={`${styles.word} ${tones[health]}`}>
      <HealthMark health={health} decorative />
      <span>{children ?? t(`health.${health}`)}</span>
    </span>
  );
}
