// The choice among restores that have left something on the servers, with what each has left.

import { Age } from '../../components/Age.tsx';
import { Code } from '../../components/Code.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { useShownProfileId } from '../../stores/profile-store.ts';
import { useRestoresLeft } from '../../stores/use-restores-left.ts';
import { ChoiceRows } from './ChoiceRows.tsx';
import type { TargetFieldProps } from './TargetFields.tsx';

export function RestoredField(field: Omit<TargetFieldProps<never>, 'offered'>) {
  const t = useWords('runbooks');
  const left = useRestoresLeft(useShownProfileId());
  if (left === undefined) return <Skeleton lines={2} height={30} />;
  const rows = left.map(({ id, made, databases, beside, kept }) => ({
    value: id,
    name: <Code>{id}</Code>,
    search: `${id} ${databases.join(' ')}`,
    facts: [
      <Code key="databases">{databases.join(', ')}</Code>,
      made === null ? null : <Age key="age" atMs={made.atMs} />,
      beside.collections === 0 ? null : t('form.beside', { count: beside.collections, bytes: beside.sizeBytes }),
      kept.collections === 0 ? null : t('form.kept', { count: kept.collections, bytes: kept.sizeBytes }),
    ].filter((fact) => fact !== null),
  }));
  return <ChoiceRows {...field} groups={[{ id: 'restores', rows }]} empty={t('form.noRestores')} />;
}
