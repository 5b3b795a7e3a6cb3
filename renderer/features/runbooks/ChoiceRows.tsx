// A choice among real things, each row with the facts the choice hangs on. A radio group: arrows move, the choice is seen.

import { useState, type ReactNode } from 'react';
import { Label, Radio, RadioGroup, Text } from 'react-aria-components';
import { SearchBox } from '../../components/SearchBox.tsx';
import { useWords } from '../../i18n/i18n.ts';
import styles from './ChoiceRows.module.css';

export interface ChoiceRow {
  readonly value: string;
  /** The name, in the face it deserves. */
  readonly name: ReactNode;
  /** Matched by the filter, and read aloud. */
  readonly search: string;
  readonly facts: readonly ReactNode[];
}

export interface ChoiceGroup {
  readonly id: string;
  readonly heading?: ReactNode;
  readonly rows: readonly ChoiceRow[];
  /** Said where the group has no row. */
  readonly empty?: string;
}

export interface ChoiceRowsProps {
  readonly label: string;
  readonly help?: string | undefined;
  readonly isRequired: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly groups: readonly ChoiceGroup[];
  /** Said where there is nothing at all to choose from. */
  readonly empty: ReactNode;
}

const FILTER_FROM = 9;

export function ChoiceRows({ label, help, isRequired, value, onChange, groups, empty }: ChoiceRowsProps) {
  const t = useWords('runbooks');
  const [filter, setFilter] = useState('');
  const all = groups.flatMap((group) => group.rows);
  const isKnown = value === '' || all.some((row) => row.value === value);
  const shown = filterGroups(groups, filter);
  // With a value that no row shows, the keyboard would find no row to enter by.
  const isShown =
    shown.some((group) => group.rows.some((row) => row.value === value)) ||
    (value === '' && !isRequired && filter === '');
  return (
    <RadioGroup className={styles.field!} value={isShown ? value : null} onChange={onChange} isRequired={isRequired}>
      <div className={styles.head}>
        <Label className={styles.label!}>{label}</Label>
        {all.length >= FILTER_FROM && <SearchBox label={t('form.filter')} value={filter} onChange={setFilter} small />}
      </div>
      {help !== undefined && (
        <Text slot="description" className={styles.help!}>
          {help}
        </Text>
      )}
      {!isKnown && <p className={styles.gone}>{t('form.gone', { value })}</p>}
      {all.length === 0 ? (
        <div className={styles.empty}>{empty}</div>
      ) : (
        <div className={styles.list}>
          {!isRequired && filter === '' && <Row row={{ value: '', name: t('form.optional'), search: '', facts: [] }} />}
          {shown.map((group) => (
            <div key={group.id} className={styles.group}>
              {group.heading !== undefined && <div className={styles.heading}>{group.heading}</div>}
              {group.rows.map((row) => (
                <Row key={row.value} row={row} />
              ))}
              {group.rows.length === 0 && group.empty !== undefined && <div className={styles.none}>{group.empty}</div>}
            </div>
          ))}
          {shown.length === 0 && <div className={styles.empty}>{t('form.filterEmpty')}</div>}
        </div>
      )}
    </RadioGroup>
  );
}

function Row({ row }: { readonly row: ChoiceRow }) {
  return (
    <Radio value={row.value} className={styles.row!}>
      <span className={styles.dot} aria-hidden />
      <span className={styles.name}>{row.name}</span>
      <span className={styles.facts}>
        {row.facts.map((fact, index) => (
          <span key={index} className={styles.fact}>
            {fact}
          </span>
        ))}
      </span>
    </Radio>
  );
}

function filterGroups(groups: readonly ChoiceGroup[], filter: string): ChoiceGroup[] {
  const words = filter.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...groups];
  const matches = (row: ChoiceRow): boolean => words.every((word) => row.search.toLocaleLowerCase().includes(word));
  return groups
    .map((group) => ({ ...group, rows: group.rows.filter(matches) }))
    .filter((group) => group.rows.length > 0);
}
