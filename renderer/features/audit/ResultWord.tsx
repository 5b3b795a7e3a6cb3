// How it ended, as a word on a ground. Results are the log's own words; what is not known here is shown as it stands.

import { Tag, type TagTone } from '../../components/Tag.tsx';
import { useWords } from '../../i18n/i18n.ts';

const KNOWN = [
  'started',
  'done',
  'failed',
  'blocked',
  'cancelled',
  'stopped',
  'denied',
  'conflict',
  'interrupted',
] as const;

const TONES: Readonly<Partial<Record<(typeof KNOWN)[number], TagTone>>> = {
  done: 'healthy',
  failed: 'critical',
  blocked: 'attention',
  denied: 'attention',
  conflict: 'attention',
  interrupted: 'attention',
};

export function ResultWord({ result }: { readonly result: string }) {
  const t = useWords('audit');
  const [first = ''] = result.split(':', 1);
  const known = KNOWN.find((each) => each === first);
  const rest = result.slice(first.length);
  return (
    <Tag tone={known ? (TONES[known] ?? 'plain') : 'critical'}>{known ? t(`result.${known}`) + rest : result}</Tag>
  );
}
