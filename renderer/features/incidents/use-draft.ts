// A field that is saved when it is left: while somebody types it is theirs; otherwise it shows what the incident says, also when
// another operator changed it.

import { useState } from 'react';
import { showErrorToast } from '../../components/toasts.ts';
import { toAppError } from '../../rpc/connection.ts';

export interface Draft<Value> {
  readonly value: Value;
  readonly change: (value: Value) => void;
  /** Saves what was changed. Where that fails, what was typed stays. */
  readonly leave: () => void;
  /** Changes and saves at once: for a press instead of typing. */
  readonly set: (value: Value) => void;
}

export function useDraft<Value>(known: Value, save: (value: Value) => Promise<unknown>): Draft<Value> {
  const [typed, setTyped] = useState<{ readonly value: Value } | null>(null);
  const keep = (value: Value): void => {
    save(value).then(
      () => setTyped((now) => (now?.value === value ? null : now)),
      (failure: unknown) => showErrorToast(toAppError(failure)),
    );
  };
  return {
    value: typed === null ? known : typed.value,
    change: (value) => setTyped({ value }),
    leave() {
      if (typed !== null) keep(typed.value);
    },
    set(value) {
      setTyped({ value });
      keep(value);
    },
  };
}
