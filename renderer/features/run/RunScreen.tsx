import { ScreenBody } from '../../components/ScreenBody.tsx';
import { ScreenHeader } from '../../components/ScreenHeader.tsx';
import { useWords } from '../../i18n/i18n.ts';

export function RunScreen({ runId }: { readonly runId: string }) {
  const t = useWords('run');
  return (
    <ScreenBody>
      <ScreenHeader title={t('title')} subtitle={runId} />
    </ScreenBody>
  );
}
