// A field that filters what the screen shows. Escape empties it.

import { Input, SearchField } from 'react-aria-components';
import styles from './SearchBox.module.css';

export interface SearchBoxProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** In a line of small words. */
  readonly small?: boolean;
}

export function SearchBox({ label, value, onChange, small = false }: SearchBoxProps) {
  return (
    <SearchField aria-label={label} value={value} onChange={onChange}>
      <Input className={`${styles.search} ${small ? styles.small : ''}`} placeholder={label} />
    </SearchField>
  );
}
