// Asks for a reason in a sentence or two, without which nothing is done.

import { useState, type ReactNode } from 'react';
import { AskDialog, type AskDialogProps } from './AskDialog.tsx';
import { TextField, type TextFieldProps } from './Field.tsx';

export interface ReasonDialogProps
  extends Pick<AskDialogProps, 'title' | 'action' | 'kind' | 'onClose'>, Pick<TextFieldProps, 'label' | 'help'> {
  readonly children?: ReactNode;
  readonly onReason: (reason: string) => ReturnType<AskDialogProps['onAct']>;
}

export function ReasonDialog({ label, help, children, onReason, ...dialog }: ReasonDialogProps) {
  const [typed, setTyped] = useState('');
  const reason = typed.trim();
  return (
    <AskDialog {...dialog} keepOpen={typed !== ''} isReady={reason !== ''} onAct={() => onReason(reason)}>
      {children}
      <TextField label={label} help={help} value={typed} onChange={setTyped} rows={2} autoFocus isRequired />
    </AskDialog>
  );
}
