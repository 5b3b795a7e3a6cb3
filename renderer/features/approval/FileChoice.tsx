// A text file from the operator's machine: dropped or chosen. It is read here and goes nowhere but to the engine.

import { useState } from 'react';
import { DropZone, FileTrigger, type DropZoneProps, type FileDropItem } from 'react-aria-components';
import { FileUp } from 'lucide-react';
import { Button } from '../../components/Button.tsx';
import { showToast } from '../../components/toasts.ts';
import { useWords } from '../../i18n/i18n.ts';
import styles from './approval.module.css';

export interface FileChoiceProps {
  readonly label: string;
  readonly onText: (text: string) => void;
  /** A large place to drop it on; a button alone otherwise. */
  readonly large?: boolean;
}

type DroppedFiles = Parameters<NonNullable<DropZoneProps['onDrop']>>[0];

const MOST_BYTES = 1_000_000;

export function FileChoice({ label, onText, large = false }: FileChoiceProps) {
  const t = useWords('approval');
  const [isOver, setIsOver] = useState(false);
  const take = async (file: Pick<File, 'size' | 'text'> | undefined): Promise<void> => {
    if (file === undefined) return;
    if (file.size > MOST_BYTES) showToast({ health: 'attention', text: t('file.tooLarge') });
    else onText(await file.text());
  };
  const onDrop = async ({ items }: DroppedFiles): Promise<void> => {
    setIsOver(false);
    const dropped = items.find((item): item is FileDropItem => item.kind === 'file');
    await take(await dropped?.getFile());
  };
  const trigger = (
    <FileTrigger acceptedFileTypes={['application/json', '.json']} onSelect={(files) => void take(files?.[0])}>
      <Button>
        <FileUp size={14} aria-hidden /> {label}
      </Button>
    </FileTrigger>
  );
  if (!large) return trigger;
  return (
    <DropZone
      className={styles.drop!}
      aria-label={label}
      data-over={isOver || undefined}
      onDropEnter={() => setIsOver(true)}
      onDropExit={() => setIsOver(false)}
      onDrop={(event) => void onDrop(event)}
    >
      <FileUp size={26} aria-hidden />
      <p>{t('file.drop')}</p>
      {trigger}
    </DropZone>
  );
}
