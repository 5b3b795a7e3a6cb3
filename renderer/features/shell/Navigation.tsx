// The screens, in the order of a shift: first what is true, then what can be done. Collapses to icons on narrow windows.

import { useWords } from '../../i18n/i18n.ts';
import { href, useRoute } from '../../route.ts';
import { useProfileRow } from '../../stores/profile-store.ts';
import { ProblemBadge } from './ProblemBadge.tsx';
import { OBSERVE, OPERATE, type ScreenEntry } from './screen-list.ts';
import styles from './Navigation.module.css';

export function Navigation() {
  const t = useWords('shell');
  return (
    <nav className={styles.navigation} aria-label={t('navigation')}>
      <Group title={t('observe')} entries={OBSERVE} />
      <Group title={t('operate')} entries={OPERATE} />
    </nav>
  );
}

function Group({ title, entries }: { readonly title: string; readonly entries: readonly ScreenEntry[] }) {
  return (
    <div className={styles.group}>
      <div className={styles.title}>{title}</div>
      <ul>
        {entries.map((entry) => (
          <Item key={entry.screen} {...entry} />
        ))}
      </ul>
    </div>
  );
}

function Item({ screen, letter, Icon }: ScreenEntry) {
  const t = useWords('shell');
  const here = useRoute().screen === screen;
  const row = useProfileRow();
  const area = screen === 'backups' ? 'backup' : screen === 'fleet' ? 'all' : undefined;
  return (
    <li>
      <a
        className={styles.item}
        href={href(screen)}
        aria-current={here ? 'page' : undefined}
        aria-keyshortcuts={`g ${letter}`}
        title={t(`screen.${screen}`)}
      >
        <Icon size={16} strokeWidth={1.8} aria-hidden />
        <span className={styles.words}>{t(`screen.${screen}`)}</span>
        {area && row?.connection === 'connected' && <ProblemBadge profileId={row.profile.id} area={area} />}
      </a>
    </li>
  );
}
