// What a press does: the call, and where it fails, the reason as a toast.

import type { CallName, RequestOf } from '../../../shared/contract/index.ts';
import { showErrorToast } from '../../components/toasts.ts';
import { call, toAppError } from '../../rpc/connection.ts';

/** True when it was done. */
export async function tell<K extends CallName>(name: K, input: RequestOf<K>): Promise<boolean> {
  try {
    await call(name, input);
    return true;
  } catch (failure) {
    showErrorToast(toAppError(failure));
    return false;
  }
}
