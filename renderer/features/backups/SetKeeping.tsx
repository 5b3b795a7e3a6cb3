// Why a set stays in each store that has a rule, or that it goes.

import { goes, type StoreFates } from '../../../shared/retention.ts';
import { useWords } from '../../i18n/i18n.ts';
import { Facts } from '../../components/Facts.tsx';

export interface SetKeepingProps {
  readonly setId: string;
  readonly retention: readonly StoreFates[];
}

export function SetKeeping({ setId, retention }: SetKeepingProps) {
  const t = useWords('backups');
  const own = retention.flatMap(({ store, fates }) => {
    const fate = fates.find(({ set }) => set.id === setId);
    return fate ? [{ store, fate }] : [];
  });
  if (own.length === 0) return null;
  return (
    <Facts
      title={t('keep.title')}
      facts={own.map(({ store, fate }) => [
        store,
        goes(fate)
          ? t('keep.goes')
          : t('keep.stays', { why: fate.keptBy.map((keeper) => t(`keep.by.${keeper}`)).join(', ') }),
      ])}
    />
  );
}
