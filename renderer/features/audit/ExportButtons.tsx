// Takes what the filter shows out of the console: for a spreadsheet, a machine, or a change ticket.

import { useState } from 'react';
import { Download } from 'lucide-react';
import type { AuditFilter } from '../../../shared/model/audit.ts';
import { Button } from '../../components/Button.tsx';
import { showErrorToast } from '../../components/toasts.ts';
import { useWords } from '../../i18n/i18n.ts';
import { call, toAppError } from '../../rpc/connection.ts';
import { useUi } from '../../stores/ui-store.ts';
import { saveDocument } from '../run/save-document.ts';

const FORMATS = ['json', 'csv', 'pdf'] as const;

export function ExportButtons({ filter }: { readonly filter: AuditFilter }) {
  const t = useWords('audit');
  const language = useUi((state) => state.language);
  const [busy, setBusy] = useState<string>();
  const save = (format: (typeof FORMATS)[number]): void => {
    setBusy(format);
    call('audit.export', { ...filter, format, language })
      .then(saveDocument)
      .catch((error: unknown) => showErrorToast(toAppError(error)))
      .finally(() => setBusy(undefined));
  };
  return FORMATS.map((format) => (
    <Button key={format} isPending={busy !== undefined} onPress={() => save(format)}>
      <Download size={14} aria-hidden /> {t(`export.${format}`)}
    </Button>
  ));
}
