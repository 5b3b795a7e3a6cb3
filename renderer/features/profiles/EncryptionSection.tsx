// The part of the profile editor that says whether backup sets are encrypted, and takes the passphrase.

import { CheckField, TextField } from '../../components/Field.tsx';
import { useWords } from '../../i18n/i18n.ts';
import styles from './ProfileEditor.module.css';
import type { SectionProps } from './ProfileSections.tsx';

export function EncryptionSection({ draft, change, secrets, changeSecret, isNew }: SectionProps) {
  const t = useWords('profiles');
  return (
    <fieldset className={styles.section}>
      <legend className={styles.legend}>{t('editor.encryption')}</legend>
      <CheckField
        label={t('editor.encrypts')}
        isSelected={draft.encrypts}
        onChange={(encrypts) => change({ encrypts })}
      />
      {draft.encrypts && (
        <>
          <p className={styles.note}>{t('editor.encryptsHelp')}</p>
          <TextField
            type="password"
            label={t('editor.passphrase')}
            {...(isNew ? {} : { help: t('editor.passwordKept') })}
            value={secrets.backupPassphrase ?? ''}
            onChange={(value) => changeSecret('backupPassphrase', value)}
          />
        </>
      )}
    </fieldset>
  );
}
