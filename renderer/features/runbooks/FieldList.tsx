// The fields of a form, as far as they mean something beside each other. The rare ones stand behind one press, with word of how
// many of them are set to something else.

import { useState } from 'react';
import type { ParameterField, RunbookInfo } from '../../../shared/model/run.ts';
import { Disclosure } from '../../components/Disclosure.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { FieldControl } from './FieldControl.tsx';
import { applies, changedRare, type Parameters } from './form.ts';
import type { Offers } from './use-offers.ts';
import styles from './FieldList.module.css';

export interface FieldListProps {
  readonly runbook: Pick<RunbookInfo, 'fields' | 'texts'>;
  readonly values: Parameters;
  readonly onChange: (name: string, value: string) => void;
  readonly offers: Offers;
}

export function FieldList({ runbook: { fields, texts }, values, onChange, offers }: FieldListProps) {
  const t = useWords('runbooks');
  const changed = changedRare(fields, values).length;
  const [wasChanged] = useState(changed > 0); // opened for what the address set, never under the reader's hands
  const shown = fields.filter((field) => applies(field, fields, values) && !isOnlyChoice(field, offers));
  const controls = (some: readonly ParameterField[]) =>
    some.map((field) => (
      <FieldControl
        key={field.name}
        field={field}
        value={values[field.name] ?? ''}
        onChange={(value) => onChange(field.name, value)}
        offers={offers}
        texts={texts}
      />
    ));
  const rare = shown.filter((field) => field.rare === true);
  return (
    <div className={styles.fields}>
      {controls(shown.filter((field) => field.rare !== true))}
      {rare.length > 0 && (
        <Disclosure
          summary={
            <span>
              {t('form.more')}{' '}
              {changed > 0 && <span className={styles.changed}>{t('form.changed', { count: changed })}</span>}
            </span>
          }
          isOpen={wasChanged}
        >
          <div className={styles.fields}>{controls(rare)}</div>
        </Disclosure>
      )}
    </div>
  );
}

/** Where there is one store, nobody needs to choose it. */
function isOnlyChoice({ kind, required }: ParameterField, { stores }: Offers): boolean {
  return !required && (kind === 'backup-store' || kind === 'backup-stores') && stores !== null && stores.length < 2;
}
