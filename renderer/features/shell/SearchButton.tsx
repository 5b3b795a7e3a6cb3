// Opens the palette; looks like the search field it leads to.

import { Button } from 'react-aria-components';
import { Search } from 'lucide-react';
import { Code } from '../../components/Code.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { uiStore } from '../../stores/ui-store.ts';
import styles from './SearchButton.module.css';

const IS_APPLE = navigator.platform.startsWith('Mac');

export function SearchButton() {
  const t = useWords('shell');
  return (
    <Button
      className={styles.search!}
      aria-keyshortcuts="Control+K Meta+K"
      onPress={() => uiStore.setState({ isPaletteOpen: true })}
    >
      <Search size={14} aria-hidden className={styles.icon} />
      <span className={styles.words}>{t('search')}</span>
      <kbd className={styles.keys} aria-hidden>
        <Code>{IS_APPLE ? '⌘ K' : 'Ctrl K'}</Code>
      </kbd>
    </Button>
  );
}
