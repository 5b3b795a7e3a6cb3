// An open incident, seen from every screen, with its age and the way to it.

import { Siren } from 'lucide-react';
import { Age } from '../../components/Age.tsx';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { href, useRoute } from '../../route.ts';
import { useStream } from '../../stores/use-stream.ts';
import styles from './IncidentBanner.module.css';

export function IncidentBanner() {
  const t = useWords('incidents');
  const route = useRoute();
  const incidents = useStream('incidents.watch', {}, ({ data }) => data?.incidents);
  const open = Object.values(incidents ?? {})
    .filter(({ closedMs }) => closedMs === null)
    .sort((a, b) => (a.severity < b.severity ? -1 : a.severity > b.severity ? 1 : b.declaredMs - a.declaredMs));
  // Its own screen says it larger.
  const [incident, ...others] = open.filter(({ id }) => !(route.screen === 'incidents' && route.id === id));
  if (incident === undefined) return null;
  const { id, title, severity, phase, declaredMs } = incident;
  return (
    <div className={styles.banner} data-severity={severity} role="status">
      <Siren size={15} aria-hidden />
      <span className={styles.words}>
        <strong>{t('banner.open', { severity, title })}</strong>{' '}
        <span className={styles.muted}>
          <Age atMs={declaredMs} lasting /> ·{' '}
          {t('banner.phase', { phase: sayText({ key: `incident.phase.${phase}` }) })}
        </span>
      </span>
      {others.length > 0 && <a href={href('incidents')}>{t('banner.more', { count: others.length })}</a>}
      <a className={styles.link} href={href('incidents', id)}>
        {t('banner.show')}
      </a>
    </div>
  );
}
