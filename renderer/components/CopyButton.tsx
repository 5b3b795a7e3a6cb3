// Copies a text to the clipboard and says that it did.

import { useState } from 'react';
import { Check, Copy } from 'lucide-react';
import { useWords } from '../i18n/i18n.ts';
import { Button, type ButtonKind } from './Button.tsx';
import { showToast } from './toasts.ts';

const SHOWN_MS = 1_500;

export interface CopyButtonProps {
  /** The text, or what fetches it when pressed. */
  readonly text: string | (() => Promise<string>);
  readonly label?: string;
  readonly kind?: ButtonKind;
  /** The icon alone; the label is read aloud. */
  readonly iconOnly?: boolean;
}

export function CopyButton({ text, label, kind = 'plain', iconOnly = false }: CopyButtonProps) {
  const t = useWords('common');
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : await text());
      setCopied(true);
      setTimeout(() => setCopied(false), SHOWN_MS);
    } catch {
      showToast({ health: 'attention', text: t('copyFailed') });
    }
  };
  const words = copied ? t('copied') : (label ?? t('copy'));
  const Icon = copied ? Check : Copy;
  return (
    <Button kind={kind} icon={iconOnly} {...(iconOnly ? { 'aria-label': words } : {})} onPress={() => void copy()}>
      <Icon size={14} aria-hidden />
      {!iconOnly && words}
    </Button>
  );
}
