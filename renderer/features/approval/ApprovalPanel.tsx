// The second person, beside the confirmation of a plan: save the request, send it, load the approval that came back. It says what
// the engine says of the approval; the engine looks again when the run begins.

import { useState } from 'react';
import { Send } from 'lucide-react';
import type { ApprovalVerdict } from '../../../shared/contract/approvals.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { Plan } from '../../../shared/model/run.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorNote } from '../../components/ErrorState.tsx';
import { HealthMark } from '../../components/Health.tsx';
import { formatDateTime } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { call, toAppError } from '../../rpc/connection.ts';
import { saveDocument } from '../run/save-document.ts';
import { FileChoice } from './FileChoice.tsx';
import styles from './approval.module.css';

export interface ApprovalPanelProps {
  readonly plan: Plan;
  /** Stands in the request. */
  readonly reason?: string;
  /** The approval's text when it is good for this plan; null when there is none any more. */
  readonly onApproval: (approval: string | null) => void;
}

/** Give it the plan's hash as its key: an approval is good for that plan alone. */
export function ApprovalPanel({ plan, reason = '', onApproval }: ApprovalPanelProps) {
  const t = useWords('approval');
  const [verdict, setVerdict] = useState<ApprovalVerdict>();
  const [error, setError] = useState<AppError>();
  const [isBusy, setIsBusy] = useState(false);
  const { profileId, runbookId, from, hash: planHash } = plan;
  const choice = { profileId, runbookId, parameters: { ...plan.parameters }, from, planHash };

  const doing = async (work: () => Promise<void>): Promise<void> => {
    setIsBusy(true);
    setError(undefined);
    await work().catch((failure: unknown) => setError(toAppError(failure)));
    setIsBusy(false);
  };
  const saveRequest = (): Promise<void> =>
    doing(async () => saveDocument(await call('approvals.request', { ...choice, reason })));
  const load = (approval: string): Promise<void> => {
    setVerdict(undefined);
    onApproval(null);
    return doing(async () => {
      setVerdict(await call('approvals.check', { ...choice, approval }));
      onApproval(approval);
    });
  };

  return (
    <section className={styles.panel} aria-label={t('panel.title')}>
      <h3>{t('panel.title')}</h3>
      {verdict === undefined ? (
        <p className={styles.muted}>{t('panel.text')}</p>
      ) : (
        <p className={styles.verdict} role="status">
          <HealthMark health="healthy" decorative />
          <span>
            {t('panel.good', { name: verdict.approvedBy, until: formatDateTime(verdict.expiresMs) })}
            {verdict.reason !== '' && <em> {verdict.reason}</em>}
          </span>
        </p>
      )}
      {error && <ErrorNote error={error} />}
      <div className={styles.row}>
        <Button isPending={isBusy} onPress={() => void saveRequest()}>
          <Send size={14} aria-hidden /> {t('panel.save')}
        </Button>
        <FileChoice
          label={t(verdict === undefined ? 'panel.load' : 'panel.loadOther')}
          onText={(text) => void load(text)}
        />
      </div>
    </section>
  );
}
