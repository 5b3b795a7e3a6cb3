// More to read, behind one press. The browser's own: it opens by keyboard, and a search on the page finds what is inside.

import type { ReactNode } from 'react';
import { ChevronRight } from 'lucide-react';
import styles from './Disclosure.module.css';

export interface DisclosureProps {
  readonly summary: ReactNode;
  readonly children: ReactNode;
  readonly isOpen?: boolean;
}

export function Disclosure({ summary, children, isOpen = false }: DisclosureProps) {
  return (
    <details className={styles.disclosure} open={isOpen}>
      <summary className={styles.summary}>
        <ChevronRight size={13} aria-hidden className={styles.arrow} />
        {summary}
      </summary>
      <div className={styles.content}>{children}</div>
    </details>
  );
}
