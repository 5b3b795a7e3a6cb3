// How an interrupted run ends: three ways, each with its own plan made from what the servers say now, side by side, so that they
// can be compared before one is taken.

import { useState } from 'react';
import type { Profile } from '../../../../shared/model/profile.ts';
import type { RunState, RunbookInfo, RunWay } from '../../../../shared/model/run.ts';
import { Age } from '../../../components/Age.tsx';
import { Button } from '../../../components/Button.tsx';
import { ErrorState } from '../../../components/ErrorState.tsx';
import { TextField } from '../../../components/Field.tsx';
import { Notice } from '../../../components/Notice.tsx';
import { Panel } from '../../../components/Panel.tsx';
import { Skeleton } from '../../../components/Skeleton.tsx';
import { useWords } from '../../../i18n/i18n.ts';
import { useProfileId, useProfileRow } from '../../../stores/profile-store.ts';
import { useStream } from '../../../stores/use-stream.ts';
import { chooseProfile } from '../../profiles/use-chosen-profile.ts';
import { StartRefused } from '../../runbooks/StartRefused.tsx';
import { AllowDialog } from '../../shell/ReadOnlyControl.tsx';
import { isOver } from '../run-list.ts';
import { useWays, type WaysDesk } from './use-ways.ts';
import { WayCard } from './WayCard.tsx';
import styles from './WaysOut.module.css';

export interface WaysOutProps {
  readonly state: RunState;
  readonly texts: RunbookInfo['texts'] | undefined;
}

/** Shown where the run was interrupted, and where it ended but left something that can still be cleaned up. */
export function WaysOut({ state, texts }: WaysOutProps) {
  const { status, profileId } = state.run;
  const shownId = useProfileId();
  const own = useStream('profiles.watch', {}, ({ data }) => data?.profiles[profileId]?.profile);
  const leftSomething = state.canCancel && isOver(status);
  if (status !== 'interrupted' && !leftSomething) return null;
  if (own !== undefined && own.id !== shownId) return <Elsewhere profile={own} />;
  return <Ways key={status} state={state} texts={texts} />;
}

/** The ways are asked of the run's own servers, and confirmed by what counts for them: that connection has to be shown. */
function Elsewhere({ profile: { id, name } }: { readonly profile: Profile }) {
  const t = useWords('ways');
  return (
    <Notice
      health="attention"
      title={t('elsewhere.title', { name })}
      action={<Button onPress={() => chooseProfile(id)}>{t('elsewhere.show', { name })}</Button>}
    >
      {t('elsewhere.text')}
    </Notice>
  );
}

function Ways({ state, texts }: WaysOutProps) {
  const t = useWords('ways');
  const desk = useWays(state.run);
  const { ways, error } = desk;
  return (
    <Panel title={t(state.run.status === 'interrupted' ? 'title' : 'leftTitle')} aside={<ReadWhen desk={desk} />}>
      <div className={styles.ways}>
        {ways === null && error !== null && <ErrorState error={error} onRetry={desk.readAgain} />}
        {ways === null && error === null && <Asking />}
        {ways !== null && (
          <>
            {!ways.serversRead && (
              <Notice
                health="unknown"
                title={t('unread.title')}
                action={<Button onPress={desk.readAgain}>{t('again')}</Button>}
                isUrgent
              >
                {t('unread.text')}
              </Notice>
            )}
            <Choice state={state} desk={desk} ways={ways.ways} texts={texts} />
          </>
        )}
      </div>
    </Panel>
  );
}

interface ChoiceProps extends WaysOutProps {
  readonly desk: WaysDesk;
  readonly ways: readonly RunWay[];
}

function Choice({ state, desk, ways, texts }: ChoiceProps) {
  const t = useWords('ways');
  const row = useProfileRow();
  const [reason, setReason] = useState('');
  const [isAllowing, setIsAllowing] = useState(false);
  const changes = state.plan.effect !== 'read';
  const isReasonAsked = row?.profile.environment === 'production' && changes;
  const isReadOnly = row?.readOnly === true && changes;
  return (
    <>
      <TextField
        label={t('reason')}
        help={t(isReasonAsked ? 'reasonAsked' : 'reasonHelp')}
        value={reason}
        onChange={setReason}
        isRequired={isReasonAsked}
      />
      {desk.error !== null && (
        <StartRefused
          error={desk.error}
          onRetry={() => desk.takeAgain(reason, null)}
          onTakeOver={(why) => desk.takeAgain(reason, { reason: why })}
        />
      )}
      {isReadOnly && row !== undefined && (
        <Notice
          health="attention"
          title={t('readOnly', { name: row.profile.name })}
          action={<Button onPress={() => setIsAllowing(true)}>{t('allow')}</Button>}
        />
      )}
      <div className={styles.cards}>
        {ways.map((way) => (
          <WayCard
            key={way.way}
            way={way}
            texts={texts}
            isTaking={desk.taking === way.way}
            isDisabled={
              desk.taking !== null ||
              desk.isReading ||
              (isReasonAsked && reason.trim() === '') ||
              (isReadOnly && way.way !== 'stop')
            }
            onTake={() => desk.take(way, reason)}
          />
        ))}
      </div>
      {isAllowing && row !== undefined && <AllowDialog row={row} onClose={() => setIsAllowing(false)} />}
    </>
  );
}

function ReadWhen({ desk: { ways, isReading, readAgain } }: { readonly desk: WaysDesk }) {
  const t = useWords('ways');
  if (ways === null) return null;
  return (
    <span className={styles.read}>
      <span>{isReading ? t('asking') : <Age atMs={ways.readAtMs} />}</span>
      <Button kind="quiet" isDisabled={isReading} onPress={readAgain}>
        {t('again')}
      </Button>
    </span>
  );
}

function Asking() {
  const t = useWords('ways');
  return (
    <>
      <p className={styles.asking}>{t('asking')}</p>
      <Skeleton lines={4} height={44} />
    </>
  );
}
