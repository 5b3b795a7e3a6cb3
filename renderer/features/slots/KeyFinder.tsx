// From a key to its slot, by the cluster's own rule, while it is typed; or straight to a slot by its number.

import { useState } from 'react';
import { hashTagOf, SLOT_COUNT, slotOfKey } from '../../../shared/slots.ts';
import { Code } from '../../components/Code.tsx';
import { TextField } from '../../components/Field.tsx';
import { useWords } from '../../i18n/i18n.ts';
import styles from './KeyFinder.module.css';

export function KeyFinder({ onFound }: { readonly onFound: (slot: number) => void }) {
  const t = useWords('slots');
  const [key, setKey] = useState('');
  const [number, setNumber] = useState('');
  const tag = hashTagOf(key);
  const isSlot = /^\d{1,5}$/.test(number) && Number(number) < SLOT_COUNT;

  const changeKey = (next: string): void => {
    setKey(next);
    if (next !== '') onFound(slotOfKey(next));
  };
  const changeNumber = (next: string): void => {
    setNumber(next);
    if (/^\d{1,5}$/.test(next) && Number(next) < SLOT_COUNT) onFound(Number(next));
  };

  return (
    <div className={styles.finder}>
      <TextField
        label={t('key')}
        value={key}
        onChange={changeKey}
        code
        placeholder={t('findKeyPlaceholder')}
        help={t('findKeyHelp')}
      />
      <TextField
        label={t('goSlot')}
        value={number}
        onChange={changeNumber}
        code
        error={number === '' || isSlot ? undefined : t('goSlotError')}
      />
      <p className={styles.answer} aria-live="polite">
        {key !== '' && (
          <>
            <Code>{slotOfKey(key)}</Code> · {tag === undefined ? t('foundWhole') : t('foundTag', { tag })}
          </>
        )}
      </p>
    </div>
  );
}
