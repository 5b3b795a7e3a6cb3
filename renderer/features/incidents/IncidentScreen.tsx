// One incident, while it lasts and afterwards: its phases, its timeline, the situation, and the post-mortem.

import { useState } from 'react';
import type { IncidentState } from '../../../shared/model/incident.ts';
import { Age } from '../../components/Age.tsx';
import { Button, ButtonLink } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Column, Columns, Rows, ScreenBody } from '../../components/ScreenBody.tsx';
import { ScreenHeader } from '../../components/ScreenHeader.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { StreamGate } from '../../components/StreamGate.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import { streamStore, useStream } from '../../stores/use-stream.ts';
import { Checklist } from './Checklist.tsx';
import { CloseDialog, ReopenDialog } from './EndDialogs.tsx';
import { HelpfulRunbooks } from './HelpfulRunbooks.tsx';
import { People } from './People.tsx';
import { PhaseStepper } from './PhaseStepper.tsx';
import { PostMortem } from './PostMortem.tsx';
import { SeverityTag } from './SeverityTag.tsx';
import { Situation } from './Situation.tsx';
import { Timeline } from './Timeline.tsx';
import styles from './IncidentScreen.module.css';

export function IncidentScreen({ incidentId }: { readonly incidentId: string }) {
  const t = useWords('incidents');
  const stream = useStream('incident.watch', { incidentId });
  if (stream.error?.code === 'not_found' && stream.data === undefined)
    return (
      <ScreenBody>
        <EmptyState
          title={t('notFound.title')}
          text={t('notFound.text')}
          action={<ButtonLink href={href('incidents')}>{t('notFound.action')}</ButtonLink>}
        />
      </ScreenBody>
    );
  return (
    <ScreenBody>
      <StreamGate stream={stream} onRetry={() => streamStore('incident.watch', { incidentId }).retry()}>
        {(state) => <Incident state={state} />}
      </StreamGate>
    </ScreenBody>
  );
}

type View = 'timeline' | 'post-mortem';

function Incident({ state }: { readonly state: IncidentState }) {
  const t = useWords('incidents');
  const { incident } = state;
  const [view, setView] = useState<View>(incident.phase === 'post-mortem' ? 'post-mortem' : 'timeline');
  return (
    <Rows>
      <ScreenHeader
        trail={<a href={href('incidents')}>{t('title')}</a>}
        title={incident.title}
        subtitle={<Subtitle state={state} />}
        actions={
          <>
            <Segmented
              label={t('view')}
              value={view}
              onChange={setView}
              choices={[
                { value: 'timeline', label: t('viewTimeline') },
                { value: 'post-mortem', label: t('viewPostMortem') },
              ]}
            />
            <EndButton state={state} />
          </>
        }
      />
      <PhaseStepper state={state} />
      {view === 'post-mortem' ? (
        <PostMortem state={state} />
      ) : (
        <Columns className={styles.columns}>
          <div className={styles.main}>
            <Timeline state={state} />
          </div>
          <Column>
            <Checklist state={state} />
            {incident.closedMs === null && <HelpfulRunbooks incident={incident} />}
            <Situation state={state} />
            <People state={state} />
          </Column>
        </Columns>
      )}
    </Rows>
  );
}

function Subtitle({ state: { incident } }: { readonly state: IncidentState }) {
  const t = useWords('incidents');
  return (
    <span className={styles.subtitle}>
      <SeverityTag incident={incident} />
      <span>{incident.profileName}</span>
      <span>
        {incident.closedMs === null ? (
          <>
            {t('open')} <Age atMs={incident.declaredMs} lasting />
          </>
        ) : (
          <>
            {t('closed')} <Age atMs={incident.closedMs} />
          </>
        )}
      </span>
      <span>{t('declaredBy', { name: incident.declaredBy })}</span>
    </span>
  );
}

function EndButton({ state: { incident } }: { readonly state: IncidentState }) {
  const t = useWords('incidents');
  // What was asked for, not what the incident is by now: it is closed a moment before the dialog is.
  const [asked, setAsked] = useState<'close' | 'reopen'>();
  const end = incident.closedMs === null ? 'close' : 'reopen';
  const stop = (): void => setAsked(undefined);
  return (
    <>
      <Button onPress={() => setAsked(end)}>{t(end)}</Button>
      {asked === 'close' && <CloseDialog incidentId={incident.id} onClose={stop} />}
      {asked === 'reopen' && <ReopenDialog incidentId={incident.id} onClose={stop} />}
    </>
  );
}
