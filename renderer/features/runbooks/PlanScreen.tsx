import { ScreenBody } from '../../components/ScreenBody.tsx';
import { ScreenHeader } from '../../components/ScreenHeader.tsx';
import { useWords } from '../../i18n/i18n.ts';

export interface PlanScreenProps {
  readonly runbookId: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export function PlanScreen({ runbookId }: PlanScreenProps) {
  const t = useWords('runbooks');
  return (
    <ScreenBody>
      <ScreenHeader title={t('title')} subtitle={runbookId} />
    </ScreenBody>
  );
}
