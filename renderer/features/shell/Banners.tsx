// What must not be forgotten while working: that this is production, and that the engine cannot be heard.

import { useStore } from 'zustand';
import { ShieldAlert, Unplug } from 'lucide-react';
import { useWords } from '../../i18n/i18n.ts';
import { connectionStore } from '../../rpc/connection.ts';
import { useProfileRow } from '../../stores/profile-store.ts';
import styles from './Banners.module.css';

export function Banners() {
  const t = useWords('shell');
  const isLost = useStore(connectionStore, ({ status }) => status === 'lost');
  const row = useProfileRow();
  return (
    <>
      {isLost && (
        <div className={`${styles.banner} ${styles.lost}`} role="alert">
          <Unplug size={14} aria-hidden />
          {t('banner.lost')}
        </div>
      )}
      {row?.profile.environment === 'production' && (
        <div className={`${styles.banner} ${styles.production}`}>
          <ShieldAlert size={14} aria-hidden />
          <strong>{t('banner.production')}</strong>
          <span>{t(row.readOnly ? 'banner.productionReadOnly' : 'banner.productionOpen', { name: row.profile.name })}</span>
        </div>
      )}
    </>
  );
}
