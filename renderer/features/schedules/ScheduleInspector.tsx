// One schedule in full: what it runs, its next times, what became of the last ones, and what can be done with it.

import { useState } from 'react';
import type { ScheduleOutcome, ScheduleRow } from '../../../shared/model/schedule.ts';
import { AskDialog } from '../../components/AskDialog.tsx';
import { Button, ButtonLink } from '../../components/Button.tsx';
import { Code } from '../../components/Code.tsx';
import { Facts } from '../../components/Facts.tsx';
import { Panel } from '../../components/Panel.tsx';
import { showErrorToast, showToast } from '../../components/toasts.ts';
import { formatDateTime, formatDurationIn, listWords } from '../../i18n/format.ts';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import { call, toAppError } from '../../rpc/connection.ts';
import { useRunbook } from '../../stores/runbooks-store.ts';
import { formatDue } from './format-due.ts';
import { OutcomeWord } from './OutcomeWord.tsx';
import styles from './ScheduleInspector.module.css';

const NEXT_SHOWN = 5;

export interface ScheduleInspectorProps {
  readonly row: ScheduleRow;
  /** Newest first. */
  readonly outcomes: readonly ScheduleOutcome[];
  readonly onEdit: () => void;
}

export function ScheduleInspector({ row, outcomes, onEdit }: ScheduleInspectorProps) {
  const t = useWords('schedules');
  const runbook = useRunbook(row.schedule.runbookId);
  const { name, runbookId, parameters, cron, timeZone, missed, notify, confirmed } = row.schedule;
  const given = Object.entries(parameters);
  const channels = listWords(notify.channels.map((channel) => t(`channel.${channel}`)));
  return (
    <Panel title={name}>
      <div className={styles.one}>
        <Actions row={row} isReading={runbook?.effect === 'read'} onEdit={onEdit} />
        <Facts
          facts={[
            [
              t('one.runbook'),
              runbook === undefined ? <Code key="id">{runbookId}</Code> : sayText({ key: 'title' }, runbook.texts),
            ],
            ...(given.length === 0
              ? []
              : [
                  [
                    t('one.parameters'),
                    <Code key="with">{given.map(([key, value]) => `${key}=${value}`).join(' ')}</Code>,
                  ] as const,
                ]),
            [t('one.cron'), <Code key="cron">{cron}</Code>],
            [t('one.zone'), <Code key="zone">{timeZone}</Code>],
            [t('one.missed'), t(`missed.${missed}`)],
            [
              t('one.notify'),
              notify.on === 'never' || channels === ''
                ? t('notify.never')
                : t('notify.by', { what: t(`notify.${notify.on}`), channels }),
            ],
            ...(confirmed === null
              ? []
              : [
                  [
                    t('one.confirmed'),
                    t('one.confirmedBy', { by: confirmed.by, when: formatDateTime(confirmed.atMs) }),
                  ] as const,
                ]),
          ]}
        />
        {row.nextMs.length > 0 && (
          <section>
            <h3 className={styles.heading}>{t('one.nextTimes')}</h3>
            <ul className={styles.times}>
              {row.nextMs.slice(0, NEXT_SHOWN).map((ms) => (
                <li key={ms}>{formatDue(ms)}</li>
              ))}
            </ul>
          </section>
        )}
        <section>
          <h3 className={styles.heading}>{t('one.history')}</h3>
          {outcomes.length === 0 ? (
            <p className={styles.muted}>{t('one.noHistory')}</p>
          ) : (
            <ul className={styles.history}>
              {outcomes.map((outcome) => (
                <HistoryLine key={outcome.id} outcome={outcome} />
              ))}
            </ul>
          )}
        </section>
      </div>
    </Panel>
  );
}

function HistoryLine({ outcome }: { readonly outcome: ScheduleOutcome }) {
  const t = useWords('schedules');
  const { dueMs, claimedMs, endedMs, runId, kind, missedBefore, error } = outcome;
  return (
    <li className={styles.line}>
      <div className={styles.head}>
        <OutcomeWord outcome={outcome} />
        <time className={styles.when} dateTime={new Date(dueMs).toISOString()}>
          {formatDue(dueMs)}
        </time>
      </div>
      {error !== null && <p className={styles.error}>{error.message}</p>}
      <p className={styles.facts}>
        {kind !== 'due' && <span>{t(`kind.${kind}`)}</span>}
        {endedMs !== null && runId !== null && <span>{formatDurationIn(Math.max(0, endedMs - claimedMs))}</span>}
        {missedBefore > 0 && <span>{t('one.missedBefore', { count: missedBefore })}</span>}
        {runId !== null && (
          <a className={styles.link} href={href('runs', runId)}>
            {t('one.run')}
          </a>
        )}
      </p>
    </li>
  );
}

function Actions({
  row: { schedule, current },
  isReading,
  onEdit,
}: {
  readonly row: ScheduleRow;
  readonly isReading: boolean;
  readonly onEdit: () => void;
}) {
  const t = useWords('schedules');
  const [isStarting, setStarting] = useState(false);
  const [isRemoving, setRemoving] = useState(false);
  const runNow = (): void => {
    setStarting(true);
    call('schedules.runNow', { id: schedule.id })
      .then(
        ({ error }) =>
          error === null
            ? showToast({ health: 'healthy', text: t('one.started', { name: schedule.name }) })
            : showErrorToast(error),
        (error: unknown) => showErrorToast(toAppError(error)),
      )
      .finally(() => setStarting(false));
  };
  return (
    <div className={styles.actions}>
      {isReading ? (
        <Button onPress={runNow} isPending={isStarting} isDisabled={current !== null}>
          {t(isStarting ? 'one.runNowBusy' : 'one.runNow')}
        </Button>
      ) : (
        <ButtonLink href={href('runbooks', schedule.runbookId, schedule.parameters)}>{t('one.plan')}</ButtonLink>
      )}
      <Button onPress={onEdit}>{t('one.edit')}</Button>
      <Button kind="quiet" onPress={() => setRemoving(true)}>
        {t('one.remove')}
      </Button>
      {isRemoving && <RemoveDialog id={schedule.id} name={schedule.name} onClose={() => setRemoving(false)} />}
    </div>
  );
}

function RemoveDialog({
  id,
  name,
  onClose,
}: {
  readonly id: string;
  readonly name: string;
  readonly onClose: () => void;
}) {
  const t = useWords('schedules');
  return (
    <AskDialog
      title={t('remove.title', { name })}
      action={t('remove.confirm')}
      kind="danger"
      isQuestion
      onClose={onClose}
      onAct={() => call('schedules.remove', { id })}
    >
      <p>{t('remove.text')}</p>
    </AskDialog>
  );
}
