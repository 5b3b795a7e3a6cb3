// Backup stores in a form: one of them, or several.

import { CheckField } from '../../components/Field.tsx';
import { Code } from '../../components/Code.tsx';
import { HealthMark } from '../../components/Health.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { ChoiceRows } from './ChoiceRows.tsx';
import type { StoreOption } from './field-options.ts';
import type { TargetFieldProps } from './TargetFields.tsx';
import styles from './FieldControl.module.css';

export function StoreField({ offered, ...field }: TargetFieldProps<StoreOption>) {
  const t = useWords('runbooks');
  if (offered === null) return <Skeleton lines={2} height={30} />;
  const rows = offered.map((store) => ({
    value: store.value,
    name: store.value,
    search: `${store.value} ${store.place}`,
    facts: [
      <Code key="place">{store.place}</Code>,
      store.freeBytes === null ? null : t('form.free', { bytes: store.freeBytes }),
      store.isInTrouble ? <HealthMark key="health" health="critical" /> : null,
    ].filter((fact) => fact !== null),
  }));
  return <ChoiceRows {...field} groups={[{ id: 'stores', rows }]} empty={t('form.noStores')} />;
}

/** None chosen: the first one, and it shows so. The last one that is ticked stays: a form that asks for none says nothing. */
export function StoresField({ label, help, value, onChange, offered }: TargetFieldProps<StoreOption>) {
  const t = useWords('runbooks');
  if (offered === null) return <Skeleton lines={2} height={30} />;
  const typed = value.split(',').filter((id) => id !== '');
  const all = offered.map((store) => store.value);
  const named = typed.length === 0 ? all.slice(0, 1) : typed;
  const chosen = value === 'all' ? all : named;
  const unknown = chosen.filter((id) => !all.includes(id));
  const toggle = (id: string, on: boolean): void => {
    const next = [...all, ...unknown].filter((one) => (one === id ? on : chosen.includes(one)));
    if (next.length > 0) onChange(next.join(','));
  };
  return (
    <fieldset className={styles.stores}>
      <legend className={styles.legend}>{label}</legend>
      {offered.map((store) => (
        <CheckField
          key={store.value}
          label={
            <>
              {store.value} <Code>{store.place}</Code>{' '}
              {store.freeBytes !== null && (
                <span className={styles.free}>{t('form.free', { bytes: store.freeBytes })}</span>
              )}
            </>
          }
          isSelected={chosen.includes(store.value)}
          onChange={(on) => toggle(store.value, on)}
        />
      ))}
      {unknown.map((id) => (
        <CheckField key={id} label={t('form.gone', { value: id })} isSelected onChange={(on) => toggle(id, on)} />
      ))}
      {help !== undefined && <p className={styles.checkHelp}>{help}</p>}
    </fieldset>
  );
}
