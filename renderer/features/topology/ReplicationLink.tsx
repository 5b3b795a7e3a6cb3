// The line from a primary to its replica: how far behind in bytes and time; dashed when behind, broken when down.

import { useWords } from '../../i18n/i18n.ts';
import type { LinkFacts } from './node-facts.ts';
import styles from './ReplicationLink.module.css';

export function ReplicationLink({ link }: { readonly link: LinkFacts }) {
  const t = useWords('topology');
  const { kind, lagBytes, lagMs } = link;
  const words =
    kind === 'down' || kind === 'syncing'
      ? t(`link.${kind}`)
      : lagMs === null
        ? t('link.none')
        : t('link.label', { size: lagBytes ?? 0, lag: Math.round(lagMs) });
  return (
    <div className={styles.link} data-kind={kind}>
      <span className={styles.line} aria-hidden>
        {kind === 'down' && <span className={styles.gap} />}
      </span>
      <span className={styles.words} dir="ltr">
        {words}
      </span>
    </div>
  );
}
