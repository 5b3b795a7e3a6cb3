// Keys of the whole page: Ctrl/Cmd-K, `?`, and `g` followed by a screen's letter. Typing in a field is never taken away.

import { useEffect } from 'react';
import { goTo } from '../../route.ts';
import { uiStore } from '../../stores/ui-store.ts';
import { SCREEN_ENTRIES } from './screen-list.ts';

const SECOND_KEY_MS = 1_500;

export function useKeys(): void {
  useEffect(() => {
    let wentAtMs = -SECOND_KEY_MS;
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey) {
        event.preventDefault();
        uiStore.setState(({ isPaletteOpen }) => ({ isPaletteOpen: !isPaletteOpen }));
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || isDialogOpen()) return;
      if (event.key === '?') {
        uiStore.setState({ isKeysOpen: true });
      } else if (event.timeStamp - wentAtMs < SECOND_KEY_MS) {
        wentAtMs = -SECOND_KEY_MS;
        const entry = SCREEN_ENTRIES.find(({ letter }) => letter === event.key.toLowerCase());
        if (entry) goTo(entry.screen);
      } else if (event.key === 'g') {
        wentAtMs = event.timeStamp;
      }
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
}

function isDialogOpen(): boolean {
  return document.querySelector('[role="dialog"], [role="alertdialog"]') !== null;
}
