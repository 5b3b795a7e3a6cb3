// What must not be forgotten while working: that this is production, and that the engine cannot be heard.

import { useStore } from 'zustand';
import { ShieldAlert, Unplug } from 'lucide-react';
import { useWords } from '../../i18n/i18n.ts';
import { connectionStore } from '../../rpc/connection.ts';
import { useNow } from '../../stores/now-store.ts';
import { useProfileRow } from '../../stores/profile-store.ts';
import { IncidentBanner } from '../incidents/IncidentBanner.tsx';
import { AuditBanner } from '../audit/AuditBanner.tsx';
import { AttentionBanner } from '../run/AttentionBanner.tsx';
import { DamagedFilesBanner } from './DamagedFilesBanner.tsx';
import styles from './Banners.module.css';

export function Banners() {
  const t = useWords('shell');
  const row = useProfileRow();
  return (
    <>
      <LostBanner />
      <IncidentBanner />
      <AttentionBanner />
      <AuditBanner />
      <DamagedFilesBanner />
      {row?.profile.environment === 'production' && (
        <div className={`${styles.banner} ${styles.production}`}>
          <ShieldAlert size={14} aria-hidden />
          <strong>{t('banner.production')}</strong>
          <span>
            {t(row.readOnly ? 'banner.productionReadOnly' : 'banner.productionOpen', { name: row.profile.name })}
          </span>
        </div>
      )}
    </>
  );
}

/** A dropped connection mostly comes back by itself; where it stays away, the console behind the page was ended or replaced. */
const LONG_LOST_MS = 10_000;

function LostBanner() {
  const t = useWords('shell');
  const { status, sinceMs } = useStore(connectionStore);
  const isLong = useNow() - sinceMs > LONG_LOST_MS;
  if (status !== 'lost') return null;
  return (
    <div className={`${styles.banner} ${styles.lost}`} role="alert">
      <Unplug size={14} aria-hidden />
      {t('banner.lost')} {isLong && !window.marsad && t('banner.longLost')}
    </div>
  );
}
