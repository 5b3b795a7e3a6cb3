// The first screen ever seen: what would put something here.

import { Telescope } from 'lucide-react';
import { Button } from '../../components/Button.tsx';
import { Code } from '../../components/Code.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ScreenBody } from '../../components/ScreenBody.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { openEditor } from './editor-store.ts';
import styles from './FirstStart.module.css';

export function FirstStart() {
  const t = useWords('profiles');
  return (
    <ScreenBody>
      <EmptyState
        icon={<Telescope size={36} strokeWidth={1.4} />}
        title={t('first.title')}
        text={t('first.text')}
        action={
          <div className={styles.ways}>
            <div className={styles.command}>
              <span className={styles.where}>{t('first.lab')}</span>
              <Code>{t('first.command')}</Code>
              <CopyButton text={t('first.command')} kind="quiet" iconOnly />
            </div>
            <Button kind="primary" onPress={() => openEditor(null)}>
              {t('first.add')}
            </Button>
          </div>
        }
      />
    </ScreenBody>
  );
}
