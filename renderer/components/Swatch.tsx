// What a colour stands for: the colour as a small square, and its name beside it.

import type { ReactNode } from 'react';
import styles from './Swatch.module.css';

export function Swatch({ colour, children }: { readonly colour: string; readonly children: ReactNode }) {
  return (
    <span className={styles.swatch}>
      <span className={styles.square} style={{ background: colour }} aria-hidden />
      {children}
    </span>
  );
}
