// host:port, commands, slots, keys: always left-to-right and isolated, whatever language surrounds them.

import type { ReactNode } from 'react';
import styles from './Code.module.css';

/** Longer ones (host names of a cloud) may break, so that what stands beside them stays in sight. */
const LONG = 28;

export function Code({ children, className }: { readonly children: ReactNode; readonly className?: string }) {
  return (
    <code
      dir="ltr"
      className={`${styles.code} ${className ?? ''}`}
      data-long={(typeof children === 'string' && children.length > LONG) || undefined}
    >
      {children}
    </code>
  );
}

/** A command as an operator would type it, on its own lines. */
export function CodeBlock({ children }: { readonly children: string }) {
  return (
    <pre dir="ltr" className={styles.block}>
      {children}
    </pre>
  );
}
