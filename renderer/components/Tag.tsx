// A small word on a ground: a role, a kind, a state.

import type { ReactNode } from 'react';
import styles from './Tag.module.css';
import tones from './tone.module.css';

export type TagTone = 'plain' | 'healthy' | 'attention' | 'critical' | 'information';

export function Tag({ tone = 'plain', children }: { readonly tone?: TagTone; readonly children: ReactNode }) {
  return <span className={`${styles.tag} ${tones[tone]}`}>{children}</span>;
}
