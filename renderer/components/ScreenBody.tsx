// The frame of a screen: header, then rows that fill the height they are given.

import type { ReactNode } from 'react';
import styles from './ScreenBody.module.css';

export function ScreenBody({ children }: { readonly children: ReactNode }) {
  return <div className={styles.body}>{children}</div>;
}
