// The control of one field: what is really there for replicas, members, collections and sets; a plain control for the rest.

import type { ParameterField, RunbookInfo } from '../../../shared/model/run.ts';
import { CheckField, SelectField, TextField } from '../../components/Field.tsx';
import { sayText } from '../../i18n/i18n.ts';
import { CollectionField, MemberField, ReplicaField, SetField, UnfinishedField } from './TargetFields.tsx';
import { RestoredField } from './RestoredField.tsx';
import { StoreField, StoresField } from './StoreFields.tsx';
import type { Offers } from './use-offers.ts';
import styles from './FieldControl.module.css';

export interface FieldControlProps {
  readonly field: ParameterField;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly offers: Offers;
  readonly texts: RunbookInfo['texts'];
}

export function FieldControl({ field, value, onChange, offers, texts }: FieldControlProps) {
  const label = sayText(field.label, texts);
  const help = field.help === undefined ? undefined : sayText(field.help, texts);
  const helpProps = help === undefined ? {} : { help };
  const common = { label, help, isRequired: field.required, value, onChange };
  switch (field.kind) {
    case 'redis-replica':
      return <ReplicaField {...common} offered={offers.replicas} />;
    case 'mongo-member':
      return <MemberField {...common} offered={offers.members} />;
    case 'mongo-collection':
      return <CollectionField {...common} offered={offers.collections} />;
    case 'mongo-restored':
      return <RestoredField {...common} />;
    case 'backup-set':
      return <SetField {...common} offered={offers.sets} />;
    case 'backup-unfinished':
      return <UnfinishedField {...common} offered={offers.unfinished} />;
    case 'backup-store':
      return <StoreField {...common} offered={offers.stores} />;
    case 'backup-stores':
      return <StoresField {...common} offered={offers.stores} />;
    case 'choice': {
      const choices = (field.choices ?? []).map((choice) => ({
        value: choice.value,
        label: sayText(choice.label, texts),
      }));
      return (
        <SelectField
          label={label}
          {...helpProps}
          value={value === '' ? null : value}
          onChange={onChange}
          choices={choices}
          isRequired={field.required}
        />
      );
    }
    case 'boolean':
      return (
        <div>
          <CheckField label={label} isSelected={value === 'true'} onChange={(on) => onChange(on ? 'true' : 'false')} />
          {help !== undefined && <p className={styles.checkHelp}>{help}</p>}
        </div>
      );
    case 'number':
    case 'list':
    case 'text':
      return (
        <TextField
          label={label}
          {...helpProps}
          value={value}
          onChange={onChange}
          isRequired={field.required}
          type={field.kind === 'number' ? 'number' : 'text'}
        />
      );
  }
}
