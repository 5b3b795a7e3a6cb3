// What runs by itself: a picture of what comes, a line for each schedule, and one of them in full.

import { useCallback, useEffect, useState } from 'react';
import { CalendarClock } from 'lucide-react';
import type { ScheduleChoices } from '../../../shared/contract/schedules.ts';
import type { SchedulesState } from '../../../shared/model/schedule.ts';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Columns, Rows, ScreenBody } from '../../components/ScreenBody.tsx';
import { ScreenHeader } from '../../components/ScreenHeader.tsx';
import { StreamGate } from '../../components/StreamGate.tsx';
import { showErrorToast } from '../../components/toasts.ts';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { goTo, useRoute } from '../../route.ts';
import { call, toAppError } from '../../rpc/connection.ts';
import { useShownProfileId } from '../../stores/profile-store.ts';
import { useRunbooks } from '../../stores/runbooks-store.ts';
import { streamStore, useStream } from '../../stores/use-stream.ts';
import { ChannelsDialog } from './ChannelsDialog.tsx';
import { presetName } from './preset-name.ts';
import { ScheduleEditor } from './ScheduleEditor.tsx';
import { ScheduleInspector } from './ScheduleInspector.tsx';
import { ScheduleTable } from './ScheduleTable.tsx';
import { Timeline } from './Timeline.tsx';
import { UnitsDialog } from './UnitsDialog.tsx';
import styles from './SchedulesScreen.module.css';

type Open =
  | { readonly what: 'editor'; readonly id: string | null; readonly presetId: string | null }
  | { readonly what: 'channels' | 'units' };

export function SchedulesScreen() {
  const t = useWords('schedules');
  const profileId = useShownProfileId();
  const stream = useStream('schedules.watch', {});
  const [open, setOpen] = useState<Open>();
  const { choices, ask } = useChoices(profileId);
  const on = Object.values(stream.data?.schedules ?? {}).filter(
    ({ schedule }) => schedule.enabled && schedule.profileId === profileId,
  );
  const close = (): void => setOpen(undefined);
  const edit = (id: string | null, presetId: string | null): void => {
    ask();
    setOpen({ what: 'editor', id, presetId });
  };
  const edited = open?.what === 'editor' && open.id !== null ? stream.data?.schedules[open.id]?.schedule : undefined;
  return (
    <ScreenBody>
      <ScreenHeader
        title={t('title')}
        subtitle={stream.data === undefined ? '\u00a0' : t('subtitle', { count: on.length })}
        actions={
          <>
            <Button onPress={() => setOpen({ what: 'channels' })}>{t('notifications')}</Button>
            <Button onPress={() => setOpen({ what: 'units' })}>{t('units')}</Button>
            <Button kind="primary" onPress={() => edit(null, null)}>
              {t('add')}
            </Button>
          </>
        }
      />
      <StreamGate stream={stream} onRetry={() => streamStore('schedules.watch', {}).retry()}>
        {(state) => (
          <Schedules
            state={state}
            profileId={profileId}
            choices={choices}
            onEdit={(id) => edit(id, null)}
            onPreset={(presetId) => edit(null, presetId)}
          />
        )}
      </StreamGate>
      {open?.what === 'editor' && (
        <ScheduleEditor
          profileId={profileId}
          schedule={edited ?? null}
          presetId={open.presetId}
          choices={choices}
          onClose={close}
          onSaved={({ id }) => {
            close();
            goTo('schedules', id);
          }}
          onSetUpChannels={() => setOpen({ what: 'channels' })}
        />
      )}
      {open?.what === 'channels' && <ChannelsDialog onClose={close} />}
      {open?.what === 'units' && <UnitsDialog onClose={close} />}
    </ScreenBody>
  );
}

interface SchedulesProps {
  readonly state: SchedulesState;
  readonly profileId: string;
  readonly choices: ScheduleChoices | undefined;
  readonly onEdit: (id: string) => void;
  readonly onPreset: (id: string) => void;
}

function Schedules({ state, profileId, choices, onEdit, onPreset }: SchedulesProps) {
  const t = useWords('schedules');
  const { id: asked } = useRoute();
  const all = Object.values(state.schedules);
  const rows = all
    .filter(({ schedule }) => schedule.profileId === profileId)
    .sort((a, b) => a.schedule.name.localeCompare(b.schedule.name));
  const elsewhere = all.length - rows.length;
  const selected = rows.find(({ id }) => id === asked) ?? rows[0];
  const select = (id: string): void => goTo('schedules', id);
  const outcomes = Object.values(state.outcomes)
    .filter(({ scheduleId }) => scheduleId === selected?.id)
    .sort((a, b) => b.dueMs - a.dueMs);
  return (
    <Rows>
      {selected === undefined ? (
        <NothingYet choices={choices} onPreset={onPreset} />
      ) : (
        <>
          <Timeline rows={rows} selectedId={selected.id} onSelect={select} />
          <Columns className={styles.columns}>
            <Panel title={t('table.title')} className={styles.table}>
              <ScheduleTable rows={rows} selectedId={selected.id} />
            </Panel>
            <div className={styles.inspector}>
              <ScheduleInspector
                key={selected.id}
                row={selected}
                outcomes={outcomes}
                onEdit={() => onEdit(selected.id)}
              />
            </div>
          </Columns>
        </>
      )}
      {elsewhere > 0 && <p className={styles.elsewhere}>{t('elsewhere', { count: elsewhere })}</p>}
    </Rows>
  );
}

function NothingYet({ choices, onPreset }: Pick<SchedulesProps, 'choices' | 'onPreset'>) {
  const t = useWords('schedules');
  const { runbooks } = useRunbooks();
  const titleOf = (id: string): string => {
    const runbook = runbooks.find((each) => each.id === id);
    return runbook === undefined ? id : sayText({ key: 'title' }, runbook.texts);
  };
  return (
    <Panel fill>
      <EmptyState
        icon={<CalendarClock size={22} />}
        title={t('empty.title')}
        text={t('empty.text')}
        action={
          <div className={styles.presets} role="group" aria-label={t('empty.presets')}>
            {choices?.presets.map((preset) => (
              <Button key={preset.id} onPress={() => onPreset(preset.id)}>
                {presetName(preset, titleOf(preset.runbookId))}
              </Button>
            ))}
          </div>
        }
      />
    </Panel>
  );
}

/** What may be scheduled on this profile. `ask` again when it is about to be used: more collections may be known by then. */
function useChoices(profileId: string): { readonly choices: ScheduleChoices | undefined; readonly ask: () => void } {
  const [read, setRead] = useState<{ readonly profileId: string; readonly choices: ScheduleChoices }>();
  const ask = useCallback(() => {
    call('schedules.choices', { profileId }).then(
      (choices) => setRead({ profileId, choices }),
      (error: unknown) => showErrorToast(toAppError(error)),
    );
  }, [profileId]);
  useEffect(ask, [ask]);
  return { choices: read?.profileId === profileId ? read.choices : undefined, ask };
}
