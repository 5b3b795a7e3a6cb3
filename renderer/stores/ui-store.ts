// How the console looks on this screen: theme as resolved (never `system`), language, and what is open above the page.
// Theme and language come from the settings stream; this store holds what the page does with them.

import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import type { Language } from '../../shared/text.ts';
import type { Settings } from '../../shared/model/settings.ts';

export interface UiState {
  readonly themeChoice: Settings['theme'];
  /** What is painted: canvases read their colours again when it changes. */
  readonly theme: 'dark' | 'light';
  readonly language: Language;
  readonly isPaletteOpen: boolean;
  readonly isKeysOpen: boolean;
}

const prefersLight = window.matchMedia('(prefers-color-scheme: light)');
const REMEMBERED_THEME = 'marsad.theme';
const REMEMBERED_LANGUAGE = 'marsad.language';

export const uiStore = createStore<UiState>(() => {
  const themeChoice = rememberedTheme();
  return { themeChoice, theme: resolve(themeChoice), language: 'en', isPaletteOpen: false, isKeysOpen: false };
});

export function useUi<Selected>(selector: (state: UiState) => Selected): Selected {
  return useStore(uiStore, selector);
}

/** Applied at once; `settings.save` makes it last. Also remembered here, so that the next start paints right from the first frame. */
export function applyTheme(themeChoice: Settings['theme']): void {
  localStorage.setItem(REMEMBERED_THEME, themeChoice);
  uiStore.setState({ themeChoice, theme: resolve(themeChoice) });
}

/** Called by i18n/i18n.ts once the words are there; `settings.save` makes the choice last. Remembered here for the next first frame. */
export function rememberLanguage(language: Language): void {
  localStorage.setItem(REMEMBERED_LANGUAGE, language);
  uiStore.setState({ language });
}

export function rememberedLanguage(): Language {
  return localStorage.getItem(REMEMBERED_LANGUAGE) === 'ar' ? 'ar' : 'en';
}

/** Keeps `<html>` in step with the store, from before the first paint on. */
export function paintDocument(): void {
  const paint = ({ theme, language }: UiState): void => {
    document.documentElement.dataset['theme'] = theme;
    document.documentElement.lang = language;
    document.documentElement.dir = language === 'ar' ? 'rtl' : 'ltr';
  };
  paint(uiStore.getState());
  uiStore.subscribe(paint);
  prefersLight.addEventListener('change', () => applyTheme(uiStore.getState().themeChoice));
}

function resolve(choice: Settings['theme']): 'dark' | 'light' {
  if (choice !== 'system') return choice;
  return prefersLight.matches ? 'light' : 'dark';
}

function rememberedTheme(): Settings['theme'] {
  const stored = localStorage.getItem(REMEMBERED_THEME);
  return stored === 'dark' || stored === 'light' ? stored : 'system';
}
