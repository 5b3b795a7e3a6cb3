// The keys of the page, opened with `?`.

import { Fragment } from 'react';
import { Dialog } from '../../components/Dialog.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { uiStore, useUi } from '../../stores/ui-store.ts';
import { SCREEN_ENTRIES } from './screen-list.ts';
import styles from './KeysDialog.module.css';

export function KeysDialog() {
  const t = useWords('shell');
  const isOpen = useUi((state) => state.isKeysOpen);
  return (
    <Dialog
      title={t('keys.title')}
      size="small"
      isOpen={isOpen}
      onClose={() => uiStore.setState({ isKeysOpen: false })}
    >
      <dl className={styles.keys}>
        <Entry keys={['Ctrl', 'K']} words={t('keys.palette')} />
        <Entry keys={['?']} words={t('keys.help')} />
        <Entry keys={['Esc']} words={t('keys.close')} />
        <Entry keys={['Ctrl', 'Enter']} words={t('keys.start')} />
        <Entry keys={['Enter', '1', '2']} between="/" words={t('keys.answer')} />
        {SCREEN_ENTRIES.map(({ screen, letter }) => (
          <Entry
            key={screen}
            keys={['g', letter]}
            between={t('keys.then')}
            words={t('keys.goTo', { screen: t(`screen.${screen}`) })}
          />
        ))}
      </dl>
    </Dialog>
  );
}

function Entry({
  keys,
  words,
  between = '+',
}: {
  readonly keys: readonly string[];
  readonly words: string;
  readonly between?: string;
}) {
  return (
    <div className={styles.entry}>
      <dt>{words}</dt>
      <dd dir="ltr">
        {keys.map((key, index) => (
          <Fragment key={key}>
            {index > 0 && <span className={styles.between}>{between}</span>}
            <kbd className={styles.key}>{key}</kbd>
          </Fragment>
        ))}
      </dd>
    </div>
  );
}
