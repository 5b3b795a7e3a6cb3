// host:port, commands, slots, keys: always left-to-right and isolated, whatever language surrounds them.

import type { ReactNode } from 'react';
import styles from './Code.module.css';

export function Code({ children, className }: { readonly children: ReactNode; readonly className?: string }) {
  return (
    <code dir="ltr" className={`${styles.code} ${className ?? ''}`}>
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
