// A settings file that could not be understood is said on every screen: what stood in it (profiles, schedules) is not there.

import { FileWarning } from 'lucide-react';
import { useWords } from '../../i18n/i18n.ts';
import { useStream } from '../../stores/use-stream.ts';
import styles from './Banners.module.css';

export function DamagedFilesBanner() {
  const t = useWords('shell');
  const files = useStream('settings.damage', {}, ({ data }) => data?.files);
  return Object.values(files ?? {}).map(({ file, fault, keptAs }) => (
    <div key={file} className={`${styles.banner} ${styles.production}`} role="alert">
      <FileWarning size={14} aria-hidden />
      <strong>
        {t('banner.damagedFile')} <bdi dir="ltr">{file}</bdi>
      </strong>
      <span>
        <bdi dir="ltr">{fault}</bdi>
      </span>
      <span>
        {t('banner.damagedFileKept')} <bdi dir="ltr">{keptAs}</bdi>
      </span>
    </div>
  ));
}
