// Whether this browser may show notifications. The desktop shows its own, and is not asked.

import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { useWords } from '../../i18n/i18n.ts';
import styles from './ChannelsDialog.module.css';

export function BrowserPermission() {
  const t = useWords('schedules');
  const [permission, setPermission] = useState(() => ('Notification' in window ? Notification.permission : 'denied'));
  if (window.marsad) return null;
  if (permission === 'default') {
    return (
      <div>
        <Button onPress={() => void Notification.requestPermission().then(setPermission)}>{t('channels.allow')}</Button>
      </div>
    );
  }
  return <p className={styles.muted}>{t(permission === 'granted' ? 'channels.allowed' : 'channels.denied')}</p>;
}
