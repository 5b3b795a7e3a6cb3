// System, dark, light: one button that goes round. Applied at once, then remembered.

import { Button } from 'react-aria-components';
import { Monitor, Moon, Sun } from 'lucide-react';
import { useWords } from '../../i18n/i18n.ts';
import { applyTheme, useUi } from '../../stores/ui-store.ts';
import { saveSettings } from './use-settings.ts';
import chip from './chip.module.css';

const NEXT = { system: 'dark', dark: 'light', light: 'system' } as const;
const ICONS = { system: Monitor, dark: Moon, light: Sun } as const;

export function ThemeSwitch() {
  const t = useWords('shell');
  const themeChoice = useUi((state) => state.themeChoice);
  const Icon = ICONS[themeChoice];
  const label = t('theme.label', { theme: t(`theme.${themeChoice}`) });
  const change = (): void => {
    const theme = NEXT[themeChoice];
    applyTheme(theme);
    saveSettings({ theme });
  };
  return (
    <Button className={`${chip.chip} ${chip.square}`} aria-label={label} onPress={change}>
      <Icon size={15} aria-hidden />
    </Button>
  );
}
