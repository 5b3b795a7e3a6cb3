// For the second person: read what somebody asks for, exactly as their plan shows it, and sign it or not. And the key to sign with.

import { useEffect, useState } from 'react';
import type { ApprovalKey, InspectedRequest } from '../../../shared/contract/approvals.ts';
import type { AppError } from '../../../shared/errors.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorState } from '../../components/ErrorState.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Column, Columns, ScreenBody } from '../../components/ScreenBody.tsx';
import { ScreenHeader } from '../../components/ScreenHeader.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { call, toAppError } from '../../rpc/connection.ts';
import { FileChoice } from './FileChoice.tsx';
import { OwnKey } from './OwnKey.tsx';
import { RequestReview } from './RequestReview.tsx';
import styles from './approval.module.css';

interface Open {
  readonly text: string;
  readonly request: InspectedRequest;
}

export function ApprovalScreen() {
  const t = useWords('approval');
  const [key, setKey] = useState<ApprovalKey>();
  const [open, setOpen] = useState<Open>();
  const [error, setError] = useState<AppError>();
  const inspect = (text: string): Promise<void> =>
    call('approvals.inspect', { request: text }).then(
      (request) => {
        setError(undefined);
        setOpen({ text, request });
      },
      (failure: unknown) => setError(toAppError(failure)),
    );
  useEffect(() => {
    void call('approvals.key', {}).then(setKey, (failure: unknown) => setError(toAppError(failure)));
  }, []);
  const takeKey = (made: ApprovalKey): void => {
    setKey(made);
    if (open) void inspect(open.text); // what spoke against signing may be settled
  };
  return (
    <ScreenBody>
      <ScreenHeader
        title={t('title')}
        subtitle={t('subtitle')}
        actions={open && <Button onPress={() => setOpen(undefined)}>{t('other')}</Button>}
      />
      {open && key ? (
        <RequestReview
          text={open.text}
          request={open.request}
          ownKey={key}
          aside={<OwnKey ownKey={key} onKey={takeKey} />}
        />
      ) : (
        <Columns className={styles.columns}>
          <Panel title={t('choose.title')}>
            <Column>
              {error && <ErrorState error={error} />}
              <FileChoice large label={t('choose.button')} onText={(text) => void inspect(text)} />
            </Column>
          </Panel>
          {key && <OwnKey ownKey={key} onKey={takeKey} />}
        </Columns>
      )}
    </ScreenBody>
  );
}
