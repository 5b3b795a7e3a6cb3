// Who does what, as free text: the console knows nobody.

import { Plus, X } from 'lucide-react';
import type { IncidentPerson, IncidentState } from '../../../shared/model/incident.ts';
import { Button } from '../../components/Button.tsx';
import { TextField } from '../../components/Field.tsx';
import { Panel } from '../../components/Panel.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { call } from '../../rpc/connection.ts';
import { LeftGroup } from './LeftGroup.tsx';
import { useDraft } from './use-draft.ts';
import styles from './IncidentScreen.module.css';

export function People({ state }: { readonly state: IncidentState }) {
  const t = useWords('incidents');
  const incidentId = state.incident.id;
  const save = (people: readonly IncidentPerson[]): Promise<unknown> =>
    call('incidents.update', { incidentId, people: people.filter(({ role, name }) => role !== '' || name !== '') });
  const { value: people, change, leave, set } = useDraft(state.people, save);
  const edit = (index: number, fields: Partial<IncidentPerson>): void =>
    change(people.map((person, position) => (position === index ? { ...person, ...fields } : person)));
  return (
    <Panel
      title={t('people.title')}
      aside={
        <Button
          kind="quiet"
          icon
          aria-label={t('people.add')}
          onPress={() => change([...people, { role: '', name: '' }])}
        >
          <Plus size={15} aria-hidden />
        </Button>
      }
    >
      {people.length === 0 && <p className={styles.muted}>{t('people.none')}</p>}
      <LeftGroup onLeave={leave}>
        <ul className={styles.people}>
          {people.map(({ role, name }, index) => (
            <li key={index} className={styles.person}>
              <TextField
                label={t('people.role')}
                placeholder={t('people.rolePlaceholder')}
                value={role}
                onChange={(value) => edit(index, { role: value })}
              />
              <TextField label={t('people.name')} value={name} onChange={(value) => edit(index, { name: value })} />
              <Button
                kind="quiet"
                icon
                aria-label={t('people.remove', { name: name || role })}
                onPress={() => set(people.filter((_, position) => position !== index))}
              >
                <X size={14} aria-hidden />
              </Button>
            </li>
          ))}
        </ul>
      </LeftGroup>
    </Panel>
  );
}
