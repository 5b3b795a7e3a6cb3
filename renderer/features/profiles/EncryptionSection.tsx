// The part of the profile editor that says what backup sets are encrypted by: a passphrase, or a named key.

import { SelectField, TextField } from '../../components/Field.tsx';
import { FormSection } from '../../components/FormSection.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { BackupKeyChoice } from './BackupKeyChoice.tsx';
import { ENCRYPTIONS } from './profile-form.ts';
import styles from './ProfileEditor.module.css';
import type { SectionProps } from './ProfileSections.tsx';

export function EncryptionSection(props: SectionProps) {
  const { draft, change, secrets, changeSecret, isNew } = props;
  const t = useWords('profiles');
  return (
    <FormSection title={t('editor.encryption')}>
      <SelectField
        label={t('editor.encrypts')}
        value={draft.encryption}
        onChange={(chosen) => change({ encryption: ENCRYPTIONS.find((each) => each === chosen) ?? 'none' })}
        choices={ENCRYPTIONS.map((value) => ({ value, label: t(`editor.encryptsBy.${value}`) }))}
      />
      {draft.encryption === 'passphrase' && (
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
      {draft.encryption === 'key' && <BackupKeyChoice {...props} />}
    </FormSection>
  );
}
