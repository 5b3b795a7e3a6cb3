// The other language, by its own name: one press shows the whole console in it. Applied at once, then remembered.

import { Button } from 'react-aria-components';
import { Languages } from 'lucide-react';
import type { Language } from '../../../shared/text.ts';
import { showErrorToast } from '../../components/toasts.ts';
import { showLanguage, useWords } from '../../i18n/i18n.ts';
import { toAppError } from '../../rpc/connection.ts';
import { uiStore, useUi } from '../../stores/ui-store.ts';
import { saveSettings } from './use-settings.ts';
import chip from './chip.module.css';
import styles from './LanguageSwitch.module.css';

const OTHER: Readonly<Record<Language, Language>> = { en: 'ar', ar: 'en' };

/** Also a line of the palette. */
export function switchLanguage(): void {
  const language = OTHER[uiStore.getState().language];
  showLanguage(language).then(
    () => saveSettings({ language }),
    (error: unknown) => showErrorToast(toAppError(error)),
  );
}

export function LanguageSwitch() {
  const t = useWords('shell');
  const other = OTHER[useUi((state) => state.language)];
  return (
    <Button
      className={chip.chip!}
      aria-label={t('language.label', { language: t('language.name') })}
      onPress={switchLanguage}
    >
      <Languages size={15} aria-hidden className={styles.icon} />
      <span className={chip.whenWide} lang={other}>
        {t('language.name')}
      </span>
    </Button>
  );
}
