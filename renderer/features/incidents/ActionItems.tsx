// What is to be done so that it does not happen again: each with an owner and a date, as free text.

import { Plus, X } from 'lucide-react';
import type { IncidentAction, IncidentState } from '../../../shared/model/incident.ts';
import { Button } from '../../components/Button.tsx';
import { TextField } from '../../components/Field.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { call } from '../../rpc/connection.ts';
import { LeftGroup } from './LeftGroup.tsx';
import { useDraft } from './use-draft.ts';
import styles from './IncidentScreen.module.css';

export function ActionItems({ state }: { readonly state: IncidentState }) {
  const t = useWords('incidents');
  const incidentId = state.incident.id;
  const {
    value: actions,
    change,
    leave,
    set,
  } = useDraft(state.postMortem.actions, (written): Promise<unknown> =>
    call('incidents.update', { incidentId, postMortem: { actions: written.filter(({ what }) => what !== '') } }),
  );
  const edit = (index: number, fields: Partial<IncidentAction>): void =>
    change(actions.map((action, position) => (position === index ? { ...action, ...fields } : action)));
  return (
    <LeftGroup onLeave={leave}>
      <h3 className={styles.heading}>{t('postMortem.actions')}</h3>
      <ol className={styles.people}>
        {actions.map(({ what, owner, due }, index) => (
          <li key={index} className={styles.action}>
            <TextField label={t('postMortem.what')} value={what} onChange={(value) => edit(index, { what: value })} />
            <TextField
              label={t('postMortem.owner')}
              value={owner}
              onChange={(value) => edit(index, { owner: value })}
            />
            <TextField label={t('postMortem.due')} value={due} onChange={(value) => edit(index, { due: value })} />
            <Button
              kind="quiet"
              icon
              aria-label={t('postMortem.remove', { position: index + 1 })}
              onPress={() => set(actions.filter((_, position) => position !== index))}
            >
              <X size={14} aria-hidden />
            </Button>
          </li>
        ))}
      </ol>
      <Button kind="quiet" onPress={() => change([...actions, { what: '', owner: '', due: '' }])}>
        <Plus size={14} aria-hidden />
        {t('postMortem.add')}
      </Button>
    </LeftGroup>
  );
}
