// The operator's own key pair: what others put into their profiles, and where the private part lies.

import { useState } from 'react';
import type { ApprovalKey } from '../../../shared/contract/approvals.ts';
import { AskDialog } from '../../components/AskDialog.tsx';
import { Button } from '../../components/Button.tsx';
import { Code } from '../../components/Code.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Facts } from '../../components/Facts.tsx';
import { TextField } from '../../components/Field.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Column } from '../../components/ScreenBody.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { call } from '../../rpc/connection.ts';
import styles from './approval.module.css';

export interface OwnKeyProps {
  readonly ownKey: ApprovalKey;
  readonly onKey: (key: ApprovalKey) => void;
}

export function OwnKey({ ownKey, onKey }: OwnKeyProps) {
  const t = useWords('approval');
  const [isMaking, setIsMaking] = useState(false);
  const { publicKey, fingerprint, place, file, keystore } = ownKey;
  return (
    <Panel title={t('key.title')}>
      <Column>
        {publicKey === null ? (
          <>
            <p className={styles.muted}>{t('key.none')}</p>
            <div className={styles.row}>
              <Button onPress={() => setIsMaking(true)}>{t('key.create')}</Button>
            </div>
          </>
        ) : (
          <>
            <Code className={styles.key!}>{publicKey}</Code>
            <div className={styles.row}>
              <CopyButton label={t('key.copy')} text={publicKey} />
              <Button kind="quiet" onPress={() => setIsMaking(true)}>
                {t('key.replace')}
              </Button>
            </div>
            <Facts
              facts={[
                [
                  t('key.fingerprint'),
                  <Code key="fingerprint" className={styles.key!}>
                    {fingerprint ?? ''}
                  </Code>,
                ],
                [t('key.place'), t(place === 'file' ? 'key.inFile' : 'key.inKeystore')],
                ...(file === null
                  ? []
                  : [
                      [
                        t('key.file'),
                        <Code key="file" className={styles.key!}>
                          {file}
                        </Code>,
                      ] as const,
                    ]),
              ]}
            />
            <p className={styles.muted}>{t('key.give')}</p>
          </>
        )}
        {!keystore.available && <p className={styles.muted}>{t('key.noKeystore')}</p>}
      </Column>
      {isMaking && <MakeKey ownKey={ownKey} onKey={onKey} onClose={() => setIsMaking(false)} />}
    </Panel>
  );
}

const MIN_PASSPHRASE = 10;

function MakeKey({ ownKey: { publicKey, keystore }, onKey, onClose }: OwnKeyProps & { readonly onClose: () => void }) {
  const t = useWords('approval');
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const isNew = publicKey === null;
  const make = async (): Promise<void> => {
    onKey(await call('approvals.createKey', { passphrase: keystore.available ? null : passphrase, replace: !isNew }));
  };
  return (
    <AskDialog
      title={t(isNew ? 'key.create' : 'key.replace')}
      action={t('key.make')}
      kind={isNew ? 'primary' : 'danger'}
      isReady={keystore.available || (passphrase.length >= MIN_PASSPHRASE && passphrase === again)}
      onClose={onClose}
      onAct={make}
    >
      {!isNew && <p>{t('key.replaceText')}</p>}
      {keystore.available ? (
        <p>{t('key.toKeystore')}</p>
      ) : (
        <>
          <p>{t('key.toFile')}</p>
          <TextField
            type="password"
            label={t('key.passphrase')}
            help={t('key.passphraseHelp', { count: MIN_PASSPHRASE })}
            value={passphrase}
            onChange={setPassphrase}
            autoFocus
          />
          <TextField
            type="password"
            label={t('key.again')}
            value={again}
            onChange={setAgain}
            error={again !== '' && again !== passphrase ? t('key.differ') : undefined}
          />
        </>
      )}
    </AskDialog>
  );
}
