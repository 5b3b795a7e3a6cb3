// What a runbook may do to the servers, in one grammar everywhere: a shape, a colour and the same three sentences.

import type { RunbookInfo } from '../../shared/model/run.ts';
import { useWords } from '../i18n/i18n.ts';
import styles from './EffectWord.module.css';

const SHAPES: Readonly<Record<RunbookInfo['effect'], string>> = {
  // an eye, a pencil, a triangle
  read: 'M1 6s2-3.5 5-3.5S11 6 11 6 9 9.5 6 9.5 1 6 1 6Zm5 1.4a1.4 1.4 0 1 0 0-2.8 1.4 1.4 0 0 0 0 2.8Z',
  write: 'M2 10l.6-2.6 5.5-5.5 2 2-5.5 5.5ZM6.9 3.1l2 2',
  destroy: 'M6 1.5 11 10.3H1ZM6 4.8v2.4m0 1.5v.01',
};

export interface EffectWordProps {
  readonly effect: RunbookInfo['effect'];
  /** Steps by hand may change what the runbook itself does not. */
  readonly byHand?: boolean;
}

export function EffectWord({ effect, byHand = false }: EffectWordProps) {
  const t = useWords('runbooks');
  return (
    <span className={`${styles.word} ${styles[effect]}`}>
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden>
        <path d={SHAPES[effect]} />
      </svg>
      {t(byHand && effect === 'read' ? 'effect.byHand' : `effect.${effect}`)}
    </span>
  );
}
