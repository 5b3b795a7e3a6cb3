// Form fields: label, control, help and what is wrong with the input, joined for screen readers.

import type { ReactNode } from 'react';
import {
  Button as AriaButton,
  Checkbox as AriaCheckbox,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select as AriaSelect,
  SelectValue,
  Text,
  TextArea,
  TextField as AriaTextField,
} from 'react-aria-components';
import { Check, ChevronDown } from 'lucide-react';
import styles from './Field.module.css';

interface FieldProps {
  readonly label: string;
  readonly help?: ReactNode;
  /** What is wrong with the value; shown under the control. */
  readonly error?: string | undefined;
  readonly isRequired?: boolean;
  readonly isDisabled?: boolean;
}

export interface TextFieldProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly type?: 'text' | 'password' | 'number' | 'datetime-local';
  readonly placeholder?: string;
  /** host:port, paths, names of collections: left-to-right in the code face. */
  readonly code?: boolean;
  readonly rows?: number;
  readonly autoFocus?: boolean;
}

export function TextField({
  label,
  help,
  error,
  type = 'text',
  placeholder,
  code = false,
  rows,
  autoFocus = false,
  ...props
}: TextFieldProps) {
  const control = {
    className: `${styles.input} ${code ? styles.code : ''}`,
    // What is typed decides: a path keeps its first slash on its left, in Arabic too.
    ...(code ? { dir: 'ltr' } : props.value === '' ? {} : { dir: 'auto' }),
    ...(placeholder === undefined ? {} : { placeholder }),
    ...(type === 'datetime-local' ? { step: 1 } : {}),
  };
  return (
    <AriaTextField
      {...props}
      type={type}
      isInvalid={error !== undefined}
      {...(autoFocus ? { autoFocus } : {})}
      className={styles.field!}
      spellCheck="false"
      autoComplete="off"
    >
      <Label className={styles.label!}>{label}</Label>
      {rows === undefined ? <Input {...control} /> : <TextArea {...control} rows={rows} />}
      {help !== undefined && (
        <Text slot="description" className={styles.help!}>
          {help}
        </Text>
      )}
      <FieldError className={styles.error!}>{error}</FieldError>
    </AriaTextField>
  );
}

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly description?: string;
}

export interface SelectFieldProps extends FieldProps {
  readonly value: string | null;
  readonly onChange: (value: string) => void;
  readonly choices: readonly Choice[];
  readonly placeholder?: string;
}

export function SelectField({
  label,
  help,
  error,
  value,
  onChange,
  choices,
  placeholder = '',
  ...props
}: SelectFieldProps) {
  return (
    <AriaSelect
      {...props}
      className={styles.field!}
      value={value}
      onChange={(key) => key !== null && onChange(String(key))}
      isInvalid={error !== undefined}
      placeholder={placeholder}
    >
      <Label className={styles.label!}>{label}</Label>
      <AriaButton className={`${styles.input} ${styles.select}`}>
        <SelectValue className={styles.selected!} />
        <ChevronDown size={14} aria-hidden />
      </AriaButton>
      {help !== undefined && (
        <Text slot="description" className={styles.help!}>
          {help}
        </Text>
      )}
      <FieldError className={styles.error!}>{error}</FieldError>
      <Popover className={styles.popover!}>
        <ListBox className={styles.list!} items={choices}>
          {(choice) => (
            <ListBoxItem id={choice.value} textValue={choice.label} className={styles.option!}>
              {({ isSelected }) => (
                <>
                  <span className={styles.optionWords}>
                    <Text slot="label">{choice.label}</Text>
                    {choice.description !== undefined && (
                      <Text slot="description" className={styles.help!}>
                        {choice.description}
                      </Text>
                    )}
                  </span>
                  {isSelected && <Check size={14} aria-hidden />}
                </>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}

export interface CheckFieldProps {
  readonly label: ReactNode;
  readonly isSelected: boolean;
  readonly onChange: (isSelected: boolean) => void;
  readonly isDisabled?: boolean;
}

export function CheckField({ label, ...props }: CheckFieldProps) {
  return (
    <AriaCheckbox {...props} className={styles.check!}>
      {({ isSelected }) => (
        <>
          <span className={styles.box} data-checked={isSelected || undefined} aria-hidden>
            {isSelected && <Check size={12} />}
          </span>
          {label}
        </>
      )}
    </AriaCheckbox>
  );
}
