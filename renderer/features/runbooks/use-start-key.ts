// Ctrl+Enter (Cmd+Enter) starts, from anywhere on the plan screen; the caller decides whether it may.

import { useEffect, useEffectEvent } from 'react';

export function useStartKey(start: () => void): void {
  const onStart = useEffectEvent(start);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.repeat) return;
      if (document.querySelector('[role="dialog"], [role="alertdialog"]') !== null) return;
      event.preventDefault();
      event.stopPropagation();
      onStart();
    };
    // While it comes down: controls keep Enter to themselves on its way up.
    document.addEventListener('keydown', onKeyDown, { capture: true });
    return () => document.removeEventListener('keydown', onKeyDown, { capture: true });
  }, []);
}
