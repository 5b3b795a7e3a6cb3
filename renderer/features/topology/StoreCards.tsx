// Where backup sets are kept: room, sets, and what is wrong with the place.

import { Code } from '../../components/Code.tsx';
import { HealthMark } from '../../components/Health.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import { useStream } from '../../stores/use-stream.ts';
import card from './NodeCard.module.css';
import styles from './StoreCards.module.css';

export function StoreCards({ profileId }: { readonly profileId: string }) {
  const t = useWords('topology');
  const data = useStream('backups.watch', { profileId }, (stream) => stream.data);
  const stores = Object.values(data?.stores ?? {});
  if (data && stores.length === 0) return <p className={styles.none}>{t('store.none')}</p>;
  return (
    <div className={styles.stores}>
      {stores.map(({ id, place, freeBytes, trouble, unfinished }) => {
        const count = Object.values(data?.sets ?? {}).filter(({ store }) => store === id).length;
        const words = [
          t('store.sets', { count }),
          freeBytes === null ? null : t('store.free', { free: freeBytes }),
          unfinished.length > 0 ? t('store.unfinished', { count: unfinished.length }) : null,
        ].filter((word) => word !== null);
        return (
          <a key={id} className={card.card} href={href('backups')}>
            <span className={card.head}>
              <HealthMark health={trouble === null ? 'healthy' : 'critical'} />
              <Code className={card.address!}>{place}</Code>
            </span>
            <span className={card.words}>{trouble ?? words.join(' · ')}</span>
          </a>
        );
      })}
    </div>
  );
}
