// The frame around every screen: top bar, banners, navigation, and the screen once there is a connected profile to show.

import { useEffect, type ReactNode } from 'react';
import { Toasts } from '../../components/Toasts.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { useRoute } from '../../route.ts';
import { ConnectGate } from '../profiles/ConnectGate.tsx';
import { ProfileEditorHost } from '../profiles/ProfileEditorHost.tsx';
import { useChosenProfile } from '../profiles/use-chosen-profile.ts';
import { useWaitingMessage, useWaitingTitle } from '../run/use-run-attention.ts';
import { NoticeAnnouncer } from '../schedules/NoticeAnnouncer.tsx';
import { Banners } from './Banners.tsx';
import { KeysDialog } from './KeysDialog.tsx';
import { Navigation } from './Navigation.tsx';
import { Palette } from './Palette.tsx';
import { TopBar } from './TopBar.tsx';
import { useKeys } from './use-keys.ts';
import { useSettingsApplied } from './use-settings.ts';
import styles from './Shell.module.css';

export function Shell({ children }: { readonly children: ReactNode }) {
  const t = useWords('shell');
  const { screen } = useRoute();
  useKeys();
  useSettingsApplied();
  useChosenProfile();
  useWaitingMessage();
  const waiting = useWaitingTitle();

  useEffect(() => {
    document.title = `${waiting}${t(`screen.${screen}`)} · ${t('brand')}`;
  }, [waiting, screen, t]);

  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#screen" onClick={skipToScreen}>
        {t('skip')}
      </a>
      <TopBar />
      <Banners />
      <div className={styles.middle}>
        <Navigation />
        <main id="screen" className={styles.screen} tabIndex={-1}>
          <ConnectGate>{children}</ConnectGate>
        </main>
      </div>
      <Palette />
      <KeysDialog />
      <ProfileEditorHost />
      <NoticeAnnouncer />
      <Toasts />
    </div>
  );
}

/** The address belongs to the router, so the link moves the focus itself. */
function skipToScreen(event: { preventDefault(): void }): void {
  event.preventDefault();
  document.getElementById('screen')?.focus();
}
