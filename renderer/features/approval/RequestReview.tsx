// A request as its approver sees it: who asks and why, the whole plan, what speaks against it, and the signature.

import { useState, type ReactNode } from 'react';
import type { ApprovalKey, InspectedRequest } from '../../../shared/contract/approvals.ts';
import type { AppError } from '../../../shared/errors.ts';
import { Age } from '../../components/Age.tsx';
import { Button } from '../../components/Button.tsx';
import { Code } from '../../components/Code.tsx';
import { EffectWord } from '../../components/EffectWord.tsx';
import { ErrorNote } from '../../components/ErrorState.tsx';
import { Facts } from '../../components/Facts.tsx';
import { SelectField, TextField } from '../../components/Field.tsx';
import { HealthMark } from '../../components/Health.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Column, Columns } from '../../components/ScreenBody.tsx';
import { showToast } from '../../components/toasts.ts';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { call, toAppError } from '../../rpc/connection.ts';
import { PlanExactly } from '../run/PlanExactly.tsx';
import { saveDocument } from '../run/save-document.ts';
import { PlanNotes } from '../runbooks/PlanNotes.tsx';
import { PlannedSteps } from '../runbooks/PlannedSteps.tsx';
import styles from './approval.module.css';

export interface RequestReviewProps {
  /** The file as it came: what is signed is what is in it. */
  readonly text: string;
  readonly request: InspectedRequest;
  readonly ownKey: ApprovalKey;
  readonly aside: ReactNode;
}

export function RequestReview({ text, request, ownKey, aside }: RequestReviewProps) {
  const t = useWords('approval');
  const { plan, texts, profileName, requester, reason, createdMs } = request;
  return (
    <Columns className={styles.columns}>
      <Column>
        <Panel
          title={sayText(plan.title, texts)}
          aside={<EffectWord effect={plan.effect} byHand={plan.steps.some(({ kind }) => kind === 'manual')} />}
        >
          <Facts
            facts={[
              [t('request.who'), requester],
              [t('request.where'), profileName],
              [t('request.why'), reason === '' ? t('request.noReason') : reason],
              [t('request.when'), <Age key="age" atMs={createdMs} />],
              [t('request.runbook'), <Code key="runbook">{plan.runbookId}</Code>],
              [t('request.hash'), <Code key="hash">{plan.hash.slice(0, 16)}</Code>],
            ]}
          />
        </Panel>
        <PlanExactly plan={plan} texts={texts} />
        <Panel title={t('request.steps')}>
          <PlannedSteps plan={plan} texts={texts} />
        </Panel>
        <PlanNotes plan={plan} texts={texts} />
      </Column>
      <Column>
        <SignPanel key={request.requestId} text={text} request={request} ownKey={ownKey} />
        {aside}
      </Column>
    </Columns>
  );
}

const HOURS = ['1', '8', '24', '168'] as const;

function SignPanel({ text, request, ownKey }: Omit<RequestReviewProps, 'aside'>) {
  const t = useWords('approval');
  const [reason, setReason] = useState('');
  const [hours, setHours] = useState<string>('8');
  const [passphrase, setPassphrase] = useState('');
  const [error, setError] = useState<AppError>();
  const isFile = ownKey.place === 'file';
  const isBlocked = request.problems.some(({ blocks }) => blocks);
  const isReady = !isBlocked && reason.trim() !== '' && (!isFile || passphrase !== '');
  const sign = (): void => {
    setError(undefined);
    call('approvals.sign', {
      request: text,
      hours: Number(hours),
      reason,
      passphrase: isFile ? passphrase : null,
    }).then(
      (approval) => {
        saveDocument(approval);
        setPassphrase('');
        showToast({ health: 'healthy', text: t('sign.done', { name: request.requester }) });
      },
      (failure: unknown) => setError(toAppError(failure)),
    );
  };
  return (
    <Panel title={t('sign.title')}>
      <Column>
        {request.problems.length > 0 && (
          <ul className={styles.problems}>
            {request.problems.map(({ kind, blocks }) => (
              <li key={kind}>
                <HealthMark health={blocks ? 'critical' : 'attention'} />
                <span>{t(`problem.${kind}`)}</span>
              </li>
            ))}
          </ul>
        )}
        <TextField
          label={t('sign.reason')}
          help={t('sign.reasonHelp')}
          value={reason}
          onChange={setReason}
          rows={2}
          isRequired
        />
        <SelectField
          label={t('sign.hours')}
          value={hours}
          onChange={setHours}
          choices={HOURS.map((value) => ({ value, label: t(`sign.for.${value}`) }))}
        />
        {isFile && (
          <TextField type="password" label={t('key.passphrase')} value={passphrase} onChange={setPassphrase} />
        )}
        {error && <ErrorNote error={error} />}
        <p className={styles.muted}>{t('sign.text')}</p>
        <Button kind="primary" isDisabled={!isReady} onPress={sign}>
          {t('sign.button')}
        </Button>
      </Column>
    </Panel>
  );
}
