// A field that filters what the screen shows. Escape empties it.

import { Input, SearchField } from 'react-aria-components';
import styles from './SearchBox.module.css';

export interface SearchBoxProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function SearchBox({ label, value, onChange }: SearchBoxProps) {
  return (
    <SearchField aria-label={label} value={value} onChange={onChange}>
      <Input className={styles.search!} placeholder={label} />
    </SearchField>
  );
}
