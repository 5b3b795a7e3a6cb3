import { ScreenBody } from '../../components/ScreenBody.tsx';
import { ScreenHeader } from '../../components/ScreenHeader.tsx';
import { useWords } from '../../i18n/i18n.ts';

export function TopologyScreen() {
  const t = useWords('topology');
  return (
    <ScreenBody>
      <ScreenHeader title={t('title')} />
    </ScreenBody>
  );
}
