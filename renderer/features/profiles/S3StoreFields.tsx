// One S3 store in the profile editor: where the bucket is, how it is opened, how objects are kept. Keys go to the engine and
// are never shown again.

import type { StoreKeys } from '../../../shared/model/profile.ts';
import { Button } from '../../components/Button.tsx';
import { CheckField, SelectField, TextField } from '../../components/Field.tsx';
import { FormSection } from '../../components/FormSection.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { KeepFields } from './KeepFields.tsx';
import type { S3Draft, S3Problems } from './s3-form.ts';
import styles from './ProfileEditor.module.css';

export interface S3StoreFieldsProps {
  readonly draft: S3Draft;
  readonly change: (part: Partial<S3Draft>) => void;
  readonly problems: S3Problems;
  /** As far as they are typed. */
  readonly keys: StoreKeys | undefined;
  readonly onKeys: (keys: StoreKeys) => void;
  readonly isNew: boolean;
  readonly onRemove: () => void;
  readonly onTest: () => void;
  readonly isTesting: boolean;
}

const CREDENTIALS = ['keystore', 'environment', 'instance'] as const;
const LOCKS = ['none', 'governance', 'compliance'] as const;

export function S3StoreFields(props: S3StoreFieldsProps) {
  const { draft, change, problems, keys, onKeys, isNew, onRemove, onTest, isTesting } = props;
  const t = useWords('profiles');
  const typed = keys ?? { accessKeyId: '', secretAccessKey: '' };
  const kept = isNew ? {} : { help: t('editor.passwordKept') };
  const field = (name: 'endpoint' | 'region' | 'bucket' | 'prefix', placeholder: string) => (
    <TextField
      label={t(`editor.s3.${name}`)}
      help={t(`editor.s3.${name}Help`)}
      value={draft[name]}
      onChange={(value) => change({ [name]: value })}
      error={problems[name] && t(`editor.problem.${problems[name]}`)}
      placeholder={placeholder}
      code
    />
  );
  return (
    <FormSection title={t('editor.s3.title', { id: draft.id })}>
      <div className={styles.grid}>
        <TextField
          label={t('editor.s3.id')}
          help={t('editor.s3.idHelp')}
          value={draft.id}
          onChange={(id) => change({ id })}
          error={problems.id && t(`editor.problem.${problems.id}`)}
          isDisabled={!isNew}
          code
        />
        {field('bucket', 'backups')}
        {field('prefix', 'marsad')}
        {field('region', 'eu-central-1')}
      </div>
      {field('endpoint', 'https://s3.example:9000')}
      <CheckField
        label={t('editor.s3.pathStyle')}
        isSelected={draft.pathStyle}
        onChange={(pathStyle) => change({ pathStyle })}
      />
      <SelectField
        label={t('editor.s3.credentials')}
        value={draft.credentials}
        onChange={(value) => change({ credentials: CREDENTIALS.find((each) => each === value)! })}
        choices={CREDENTIALS.map((value) => ({ value, label: t(`editor.s3.from.${value}`) }))}
      />
      {draft.credentials === 'keystore' && (
        <div className={styles.grid}>
          <TextField
            label={t('editor.s3.accessKeyId')}
            {...kept}
            value={typed.accessKeyId}
            onChange={(accessKeyId) => onKeys({ ...typed, accessKeyId })}
            code
          />
          <TextField
            type="password"
            label={t('editor.s3.secretAccessKey')}
            {...kept}
            value={typed.secretAccessKey}
            onChange={(secretAccessKey) => onKeys({ ...typed, secretAccessKey })}
          />
        </div>
      )}
      <div className={styles.grid}>
        <TextField
          label={t('editor.caFile')}
          help={t('editor.tlsHelp')}
          value={draft.caFile}
          onChange={(caFile) => change({ caFile })}
          code
        />
        <TextField
          label={t('editor.s3.storageClass')}
          help={t('editor.s3.storageClassHelp')}
          value={draft.storageClass}
          onChange={(storageClass) => change({ storageClass })}
          placeholder="STANDARD_IA"
          code
        />
        <SelectField
          label={t('editor.s3.lock')}
          help={t('editor.s3.lockHelp')}
          value={draft.lock}
          onChange={(value) => change({ lock: LOCKS.find((each) => each === value)! })}
          choices={LOCKS.map((value) => ({ value, label: t(`editor.s3.locks.${value}`) }))}
        />
        {draft.lock !== 'none' && (
          <TextField
            type="number"
            label={t('editor.s3.lockDays')}
            value={draft.lockDays}
            onChange={(lockDays) => change({ lockDays })}
            error={problems.lockDays && t(`editor.problem.${problems.lockDays}`)}
          />
        )}
      </div>
      <KeepFields draft={draft.keep} change={(keep) => change({ keep })} isWrong={problems.keep !== undefined} />
      <div className={styles.storeActions}>
        <Button onPress={onTest} isDisabled={isTesting}>
          {isTesting ? t('editor.testing') : t('editor.s3.test')}
        </Button>
        <Button kind="quiet" onPress={onRemove}>
          {t('editor.s3.remove')}
        </Button>
      </div>
    </FormSection>
  );
}
