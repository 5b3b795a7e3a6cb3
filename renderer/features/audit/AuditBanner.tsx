// A damaged audit log is said on every screen until somebody has dealt with it.

import { FileWarning } from 'lucide-react';
import { useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import { useStream } from '../../stores/use-stream.ts';
import banners from '../shell/Banners.module.css';

export function AuditBanner() {
  const t = useWords('audit');
  const fault = useStream('audit.watch', {}, ({ data }) => data?.log.fault);
  if (!fault) return null;
  return (
    <div className={`${banners.banner} ${banners.production}`} role="alert">
      <FileWarning size={14} aria-hidden />
      <strong>{t('banner.title')}</strong>
      <span>{t(`fault.${fault.kind}`, { number: fault.number })}</span>
      <a href={href('audit')}>{t('banner.open')}</a>
    </div>
  );
}
