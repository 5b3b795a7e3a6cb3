// Brand, which servers, how live, search, and how much is allowed.

import { useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import { useProfileRow } from '../../stores/profile-store.ts';
import { ProfileMenu } from '../profiles/ProfileMenu.tsx';
import { LanguageSwitch } from './LanguageSwitch.tsx';
import { LiveControl } from './LiveControl.tsx';
import { ReadOnlyControl } from './ReadOnlyControl.tsx';
import { SearchButton } from './SearchButton.tsx';
import { ThemeSwitch } from './ThemeSwitch.tsx';
import markUrl from '../../../assets/mark.svg';
import styles from './TopBar.module.css';

export function TopBar() {
  const t = useWords('shell');
  const row = useProfileRow();
  return (
    <header className={styles.bar}>
      <a className={styles.brand} href={href('fleet')}>
        <img src={markUrl} alt="" width="24" height="24" />
        <span className={styles.name}>{t('brand')}</span>
      </a>
      <ProfileMenu />
      {row?.connection === 'connected' && <LiveControl profileId={row.profile.id} />}
      <div className={styles.controls}>
        <SearchButton />
        <LanguageSwitch />
        <ThemeSwitch />
        {row && <ReadOnlyControl row={row} />}
      </div>
    </header>
  );
}
