// The frame of a card: health, name, how it is in one word; and what it says when there is nothing to show: not part of this
// connection, cannot be read, or still coming. All three keep the card's place.

import type { ReactNode } from 'react';
import type { AreaTrouble } from '../../../shared/model/fleet.ts';
import { worse, type Area, type Health, type Problem } from '../../../shared/model/health.ts';
import { HealthMark } from '../../components/Health.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { formatWhen } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { href, type Screen } from '../../route.ts';
import styles from './AreaCard.module.css';

const SCREEN_OF_AREA: Readonly<Record<Area, Screen>> = { redis: 'topology', mongo: 'topology', backup: 'backups' };

export interface AreaCardProps {
  readonly area: Area;
  readonly name: string;
  /** Null: there is nothing to show of it. */
  readonly health: Health | null;
  readonly trouble: AreaTrouble | null;
  readonly problems: Readonly<Record<string, Problem>>;
  readonly children: () => ReactNode;
}

export function AreaCard({ area, name, health, trouble, problems, children }: AreaCardProps) {
  const t = useWords('fleet');
  const common = useWords('common');
  const own = Object.values(problems).filter((problem) => problem.area === area);
  const worst = own.reduce<Health>((sum, problem) => worse(sum, problem.health), health ?? 'unknown');
  const shownHealth = trouble ? 'critical' : worst;
  if (health === null && !trouble) return <Absent area={area} name={name} />;
  const word = trouble
    ? t('card.unreadable')
    : own.length > 0
      ? t('card.toLookAt', { count: own.length })
      : common(`health.${worst}`);
  return (
    <section className={styles.card} aria-label={name}>
      <header className={styles.header}>
        <HealthMark health={shownHealth} />
        <h2 className={styles.name}>
          <a href={href(SCREEN_OF_AREA[area])}>{name}</a>
        </h2>
        <span className={styles.word}>{word}</span>
      </header>
      {trouble ? <Trouble trouble={trouble} /> : children()}
    </section>
  );
}

function Trouble({ trouble }: { readonly trouble: AreaTrouble }) {
  const t = useWords('fleet');
  return (
    <div className={styles.trouble}>
      <p className={styles.message}>{trouble.message}</p>
      {trouble.hint !== null && <p>{trouble.hint}</p>}
      <p className={styles.since}>{t('card.since', { time: formatWhen(trouble.sinceMs) })}</p>
    </div>
  );
}

function Absent({ area, name }: { readonly area: Area; readonly name: string }) {
  const t = useWords('fleet');
  return (
    <section className={`${styles.card} ${styles.absent}`} aria-label={name}>
      <header className={styles.header}>
        <h2 className={styles.name}>{name}</h2>
      </header>
      <div className={styles.trouble}>
        <p>{t(`card.absent.${area}`)}</p>
      </div>
    </section>
  );
}

/** The same place while the first reading is under way. */
export function AreaSkeleton({ area }: { readonly area: Area }) {
  const t = useWords('fleet');
  const name = { redis: t('card.redis'), mongo: t('card.mongoStandalone'), backup: t('card.backup') }[area];
  return (
    <section className={styles.card} aria-label={name}>
      <header className={styles.header}>
        <h2 className={styles.name}>{name}</h2>
      </header>
      <Skeleton lines={2} height={30} />
      <div className={styles.gap} />
      <Skeleton lines={5} height={16} />
    </section>
  );
}

/** The large figures of a card, side by side. */
export function Figures({ children }: { readonly children: ReactNode }) {
  return <div className={styles.figures}>{children}</div>;
}

export interface Detail {
  readonly label: string;
  readonly value: ReactNode;
  readonly tone?: 'attention' | 'critical' | undefined;
}

/** The small figures of a card: what, and how much. */
export function Details({ details }: { readonly details: readonly Detail[] }) {
  return (
    <dl className={styles.details}>
      {details.map(({ label, value, tone }) => (
        <div key={label} className={styles.detail}>
          <dt>{label}</dt>
          <dd className={tone && styles[tone]}>
            <bdi>{value}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}
