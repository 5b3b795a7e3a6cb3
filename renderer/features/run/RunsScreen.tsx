import { ScreenBody } from '../../components/ScreenBody.tsx';
import { ScreenHeader } from '../../components/ScreenHeader.tsx';
import { useWords } from '../../i18n/i18n.ts';

export function RunsScreen() {
  const t = useWords('run');
  return (
    <ScreenBody>
      <ScreenHeader title={t('list.title')} />
    </ScreenBody>
  );
}
