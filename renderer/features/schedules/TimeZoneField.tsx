// A time zone by its IANA name: typed and found, since there are more than four hundred.

import { useMemo, useState } from 'react';
import { Button, ComboBox, Input, Label, ListBox, ListBoxItem, Popover } from 'react-aria-components';
import { ChevronDown } from 'lucide-react';
import { useWords } from '../../i18n/i18n.ts';
import { hereZone } from './format-due.ts';
import field from '../../components/Field.module.css';
import styles from './TimeZoneField.module.css';

const SHOWN = 60;

export function TimeZoneField({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (zone: string) => void;
}) {
  const t = useWords('schedules');
  const [typed, setTyped] = useState(value);
  const zones = useMemo(() => [...new Set([hereZone(), 'UTC', ...Intl.supportedValuesOf('timeZone')])], []);
  const wanted = typed.toLowerCase().replaceAll(' ', '_');
  const found = typed === value ? zones : zones.filter((zone) => zone.toLowerCase().includes(wanted));
  return (
    <ComboBox
      className={field.field!}
      inputValue={typed}
      onInputChange={setTyped}
      selectedKey={value}
      onSelectionChange={(key) => {
        if (key === null) return setTyped(value);
        setTyped(String(key));
        onChange(String(key));
      }}
      onBlur={() => setTyped(value)}
      items={found.slice(0, SHOWN).map((id) => ({ id }))}
      allowsEmptyCollection
      menuTrigger="focus"
    >
      <Label className={field.label!}>{t('editor.zone')}</Label>
      <div className={styles.box}>
        <Input className={`${field.input} ${field.code} ${styles.input}`} dir="ltr" spellCheck="false" />
        <Button className={styles.open!}>
          <ChevronDown size={14} aria-hidden />
        </Button>
      </div>
      <Popover className={field.popover!}>
        <ListBox<{ id: string }>
          className={field.list!}
          renderEmptyState={() => <p className={styles.none}>{t('editor.zoneNothing')}</p>}
        >
          {({ id }) => (
            <ListBoxItem id={id} textValue={id} className={field.option!}>
              <bdi>{id}</bdi>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
