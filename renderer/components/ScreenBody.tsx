// The frame of a screen: header, then rows that fill the height they are given, and panels beside each other in them.

import type { ReactNode } from 'react';
import styles from './ScreenBody.module.css';

export function ScreenBody({ children }: { readonly children: ReactNode }) {
  return <div className={styles.body}>{children}</div>;
}

/** Rows inside a row: they take the height that is left. */
export function Rows({ children }: { readonly children: ReactNode }) {
  return <div className={styles.rows}>{children}</div>;
}

export interface ColumnsProps {
  /** Of `Columns`: says how wide each of them is, and when they go under each other. */
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

export function Columns({ className = '', children }: ColumnsProps) {
  return <div className={`${styles.columns} ${className}`}>{children}</div>;
}

/** Panels under each other in one of the columns. */
export function Column({ className = '', children }: ColumnsProps) {
  return <div className={`${styles.column} ${className}`}>{children}</div>;
}
