// Where toasts appear: at the end of the page, read aloud politely, never above a button that is being aimed at.

import { useStore } from 'zustand';
import { X } from 'lucide-react';
import { useWords } from '../i18n/i18n.ts';
import { Button } from './Button.tsx';
import { HealthMark } from './Health.tsx';
import { dismissToast, toastStore } from './toasts.ts';
import styles from './Toasts.module.css';

export function Toasts() {
  const t = useWords('common');
  const toasts = useStore(toastStore, (state) => state.toasts);
  return (
    <output className={styles.toasts}>
      {toasts.map(({ id, health, text, hint }) => (
        <div key={id} className={styles.toast}>
          <HealthMark health={health} />
          <div className={styles.words}>
            <p>{text}</p>
            {hint !== undefined && <p className={styles.hint}>{hint}</p>}
          </div>
          <Button kind="quiet" icon aria-label={t('dismiss')} onPress={() => dismissToast(id)}>
            <X size={14} aria-hidden />
          </Button>
        </div>
      ))}
    </output>
  );
}
