// One step at a time or all of them: remembered for the next run.

import { useState } from 'react';

export type RunView = 'one' | 'all';

const REMEMBERED = 'marsad.runView';

export function useRunView(): readonly [view: RunView, setView: (view: RunView) => void] {
  const [view, setView] = useState<RunView>(() => (localStorage.getItem(REMEMBERED) === 'all' ? 'all' : 'one'));
  return [
    view,
    (next) => {
      localStorage.setItem(REMEMBERED, next);
      setView(next);
    },
  ];
}
