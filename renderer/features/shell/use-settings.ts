// The console's settings, as a stream; what is chosen on one screen is seen on all.

import { useEffect } from 'react';
import type { Settings } from '../../../shared/model/settings.ts';
import { showErrorToast } from '../../components/toasts.ts';
import { call, toAppError } from '../../rpc/connection.ts';
import { showLanguage } from '../../i18n/i18n.ts';
import { applyTheme } from '../../stores/ui-store.ts';
import { useStream } from '../../stores/use-stream.ts';

export function useSettings(): Settings | undefined {
  return useStream('settings.watch', {}, ({ data }) => data?.settings);
}

/** Saves what changed; a failure is said, and the stream keeps showing what really holds. */
export function saveSettings(change: Partial<Settings>): void {
  call('settings.save', change).catch((error: unknown) => showErrorToast(toAppError(error)));
}

/** Paints the page as the settings say. */
export function useSettingsApplied(): void {
  const settings = useSettings();
  const theme = settings?.theme;
  const language = settings?.language;
  useEffect(() => {
    if (theme !== undefined) applyTheme(theme);
  }, [theme]);
  useEffect(() => {
    if (language === undefined) return;
    showLanguage(language).catch((error: unknown) => showErrorToast(toAppError(error)));
  }, [language]);
}
