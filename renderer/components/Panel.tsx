// A card: a title, what stands beside it, and the content. `fill` lets it take the height it is given.

import { useId, type ReactNode } from 'react';
import styles from './Panel.module.css';

export interface PanelProps {
  readonly title?: ReactNode;
  /** At the end of the title's line. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  readonly fill?: boolean;
  /** Content to the edges, for lists and maps. */
  readonly flush?: boolean;
  readonly className?: string | undefined;
}

export function Panel({ title, aside, children, fill = false, flush = false, className }: PanelProps) {
  const titleId = useId();
  const classes = [styles.panel, fill && styles.fill, flush && styles.flush, className].filter(Boolean).join(' ');
  return (
    <section className={classes} aria-labelledby={title === undefined ? undefined : titleId}>
      {title !== undefined && (
        <header className={styles.header}>
          <h2 id={titleId} className={styles.title}>
            {title}
          </h2>
          {aside !== undefined && <div className={styles.aside}>{aside}</div>}
        </header>
      )}
      {children}
    </section>
  );
}
