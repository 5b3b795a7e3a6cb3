// How long a store keeps its sets, and how many are past their time: with the way to look at them before they go.

import { goes, type StoreFates } from '../../../shared/retention.ts';
import { ButtonLink } from '../../components/Button.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import styles from './StoreList.module.css';

const PARTS = ['days', 'count', 'daily', 'weekly', 'monthly', 'yearly'] as const;

export function StoreRule({ fates: { store, rule, fates } }: { readonly fates: StoreFates }) {
  const t = useWords('backups');
  const parts = PARTS.flatMap((part) => (rule[part] === undefined ? [] : [t(`keep.${part}`, { number: rule[part] })]));
  const count = fates.filter(goes).length;
  return (
    <>
      <p className={styles.muted}>{t('keep.rule', { parts: parts.join(' · ') })}</p>
      {count > 0 && (
        <div className={styles.folder}>
          <span>{t('keep.over', { count })}</span>
          <ButtonLink href={href('runbooks', 'backup.retain', { store })}>{t('keep.remove')}</ButtonLink>
        </div>
      )}
    </>
  );
}
