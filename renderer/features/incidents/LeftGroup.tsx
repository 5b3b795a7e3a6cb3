// Fields that are saved together, when the focus has left all of them.

import type { FocusEvent, ReactNode } from 'react';

export function LeftGroup({ onLeave, children }: { readonly onLeave: () => void; readonly children: ReactNode }) {
  const onBlur = (event: FocusEvent<HTMLDivElement>): void => {
    if (!event.currentTarget.contains(event.relatedTarget)) onLeave();
  };
  return <div onBlur={onBlur}>{children}</div>;
}
