// A choice of few, all visible: windows of a chart, shards or hosts.

import { Radio, RadioGroup } from 'react-aria-components';
import type { Choice } from './Field.tsx';
import styles from './Segmented.module.css';

export interface SegmentedProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly choices: readonly (Choice & { readonly value: Value })[];
}

export function Segmented<Value extends string>({ label, value, onChange, choices }: SegmentedProps<Value>) {
  return (
    <RadioGroup
      aria-label={label}
      orientation="horizontal"
      className={styles.group!}
      value={value}
      onChange={(next) => onChange(next as Value)}
    >
      {choices.map((choice) => (
        <Radio key={choice.value} value={choice.value} className={styles.choice!}>
          {choice.label}
        </Radio>
      ))}
    </RadioGroup>
  );
}
