// How long one store keeps its sets. Nothing is removed by it alone: the runbook "Remove old backups" does, by hand or on a schedule.

import { CheckField, TextField } from '../../components/Field.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { KEEP_PARTS, type KeepDraft } from './keep-form.ts';
import styles from './ProfileEditor.module.css';

export interface KeepFieldsProps {
  readonly draft: KeepDraft;
  readonly change: (draft: KeepDraft) => void;
  readonly isWrong: boolean;
}

export function KeepFields({ draft, change, isWrong }: KeepFieldsProps) {
  const t = useWords('profiles');
  return (
    <>
      <CheckField
        label={t('editor.keepSets.isOn')}
        isSelected={draft.isOn}
        onChange={(isOn) => change({ ...draft, isOn })}
      />
      {draft.isOn && (
        <>
          <p className={styles.note}>{t('editor.keepSets.help')}</p>
          <div className={styles.numbers}>
            {KEEP_PARTS.map((part, index) => (
              <TextField
                key={part}
                type="number"
                label={t(`editor.keepSets.${part}`)}
                value={draft[part]}
                onChange={(value) => change({ ...draft, [part]: value })}
                error={isWrong && index === 0 ? t('editor.problem.keep') : undefined}
              />
            ))}
          </div>
        </>
      )}
    </>
  );
}
