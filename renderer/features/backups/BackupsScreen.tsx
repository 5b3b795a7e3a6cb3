import { ScreenBody } from '../../components/ScreenBody.tsx';
import { ScreenHeader } from '../../components/ScreenHeader.tsx';
import { useWords } from '../../i18n/i18n.ts';

export function BackupsScreen() {
  const t = useWords('backups');
  return (
    <ScreenBody>
      <ScreenHeader title={t('title')} />
    </ScreenBody>
  );
}
