// What the Redis nodes of a set were set to: shown and copied, never applied from here.

import { useEffect, useState } from 'react';
import type { AppError } from '../../../shared/errors.ts';
import type { RedisSettingsInSet } from '../../../shared/model/backup.ts';
import { aclFileText, configurationText } from '../../../shared/redis-files.ts';
import { formatRanges } from '../../../shared/slots.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { Disclosure } from '../../components/Disclosure.tsx';
import { ErrorNote } from '../../components/ErrorState.tsx';
import { FileText } from '../../components/FileText.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { Code } from '../../components/Code.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { call, toAppError } from '../../rpc/connection.ts';
import { useShownProfileId } from '../../stores/profile-store.ts';
import styles from './RedisSettingsDialog.module.css';

export interface RedisSettingsDialogProps {
  readonly setId: string;
  readonly onClose: () => void;
}

export function RedisSettingsDialog({ setId, onClose }: RedisSettingsDialogProps) {
  const t = useWords('backups');
  const profileId = useShownProfileId();
  const [nodes, setNodes] = useState<readonly RedisSettingsInSet[]>();
  const [error, setError] = useState<AppError>();

  useEffect(() => {
    let isCurrent = true;
    call('backups.redisSettings', { profileId, setId }).then(
      (read) => isCurrent && setNodes(read),
      (failure: unknown) => isCurrent && setError(toAppError(failure)),
    );
    return () => {
      isCurrent = false;
    };
  }, [profileId, setId]);

  return (
    <Dialog title={t('settings.title')} isOpen onClose={onClose} size="large">
      <div className={styles.nodes}>
        <p>{t('settings.text')}</p>
        {error && <ErrorNote error={error} />}
        {nodes === undefined && !error && <Skeleton lines={6} height={18} />}
        {nodes?.map((each, index) => (
          <Disclosure
            key={each.node}
            isOpen={index === 0}
            summary={
              <>
                <Code>{each.node}</Code> <Code className={styles.quiet!}>{formatRanges(each.ranges)}</Code>
              </>
            }
          >
            <Settings of={each} />
          </Disclosure>
        ))}
      </div>
    </Dialog>
  );
}

function Settings({ of: { settings } }: { readonly of: RedisSettingsInSet }) {
  const t = useWords('backups');
  if (settings === null) return <p className={styles.quiet}>{t('settings.before')}</p>;
  const { users, configuration, leftOut } = settings;
  return (
    <div className={styles.files}>
      {leftOut.length > 0 && (
        <p className={styles.quiet}>
          {t('settings.leftOut')} <Code className={styles.names!}>{leftOut.join(', ')}</Code>
        </p>
      )}
      {users === null ? (
        <p className={styles.quiet}>{t('settings.noUsers')}</p>
      ) : (
        <FileText name="users.acl" content={aclFileText(users)} />
      )}
      {configuration === null ? (
        <p className={styles.quiet}>{t('settings.noConfiguration')}</p>
      ) : (
        <FileText name="redis.conf" content={configurationText(configuration)} />
      )}
    </div>
  );
}
