// Whether the log is whole, in one line: how many entries, what vouches for them, since when. Damage says what is wrong and
// what to do, and offers the way on.

import { useState } from 'react';
import { ShieldCheck } from 'lucide-react';
import type { AuditState } from '../../../shared/model/audit.ts';
import { Age } from '../../components/Age.tsx';
import { Button } from '../../components/Button.tsx';
import { HealthMark } from '../../components/Health.tsx';
import { showErrorToast } from '../../components/toasts.ts';
import { useWords } from '../../i18n/i18n.ts';
import { call, toAppError } from '../../rpc/connection.ts';
import { AcceptDialog } from './AcceptDialog.tsx';
import styles from './audit.module.css';

export function VerdictStrip({ log }: { readonly log: AuditState['log'] }) {
  const t = useWords('audit');
  const [isAccepting, setIsAccepting] = useState(false);
  const [isChecking, setIsChecking] = useState(false);
  const check = (): void => {
    setIsChecking(true);
    call('audit.verify', {})
      .catch((error: unknown) => showErrorToast(toAppError(error)))
      .finally(() => setIsChecking(false));
  };
  const health = log.status === 'whole' ? 'healthy' : log.status === 'damaged' ? 'critical' : 'unknown';
  return (
    <section className={styles.strip} data-status={log.status} aria-label={t('verdict.label')} role="status">
      <HealthMark health={health} decorative />
      <div className={styles.words}>
        {log.status === 'checking' && <strong>{t('verdict.checking')}</strong>}
        {log.status === 'whole' && (
          <>
            <strong>{t('verdict.whole', { count: log.entries })}</strong>
            <span>
              {log.anchoredMs === null ? (
                t('verdict.empty')
              ) : (
                <>
                  {t('verdict.anchored')} <Age atMs={log.anchoredMs} />
                </>
              )}
            </span>
            <span>{log.sealedNumber === null ? t('verdict.noSeal') : t('verdict.sealed')}</span>
          </>
        )}
        {log.status === 'damaged' && log.fault && (
          <>
            <strong>{t(`fault.${log.fault.kind}`, { number: log.fault.number })}</strong>
            <span>{t('verdict.damaged', { count: log.entries })}</span>
          </>
        )}
      </div>
      <div className={styles.actions}>
        {log.status === 'damaged' && <Button onPress={() => setIsAccepting(true)}>{t('accept.open')}</Button>}
        <Button isPending={isChecking || log.status === 'checking'} onPress={check}>
          <ShieldCheck size={14} aria-hidden /> {t(isChecking ? 'verdict.checkingNow' : 'verdict.check')}
        </Button>
      </div>
      {isAccepting && <AcceptDialog onClose={() => setIsAccepting(false)} />}
    </section>
  );
}
