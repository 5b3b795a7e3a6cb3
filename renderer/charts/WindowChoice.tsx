// How far back a chart looks. The choice is the screen's, remembered while the page lives.

import type { HistoryWindow } from '../../shared/model/fleet.ts';
import { Segmented } from '../components/Segmented.tsx';
import { useWords } from '../i18n/i18n.ts';

export function WindowChoice({
  value,
  onChange,
}: {
  readonly value: HistoryWindow;
  readonly onChange: (value: HistoryWindow) => void;
}) {
  const t = useWords('lag');
  return (
    <Segmented
      label={t('window')}
      value={value}
      onChange={onChange}
      choices={[
        { value: '5m', label: t('window5m') },
        { value: '30m', label: t('window30m') },
        { value: '2h', label: t('window2h') },
      ]}
    />
  );
}
