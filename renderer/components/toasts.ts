// Short messages about something the user just did. What stays wrong belongs on a screen, not here.

import { createStore } from 'zustand/vanilla';
import type { Health } from '../../shared/model/health.ts';

export interface Toast {
  readonly id: number;
  readonly health: Health;
  readonly text: string;
  readonly hint?: string | undefined;
}

const SHOWN_MS = 6_000;
let nextId = 1;

export const toastStore = createStore<{ readonly toasts: readonly Toast[] }>(() => ({ toasts: [] }));

export function showToast(toast: Omit<Toast, 'id'>): void {
  const id = nextId++;
  toastStore.setState(({ toasts }) => ({ toasts: [...toasts.slice(-3), { ...toast, id }] }));
  setTimeout(() => dismissToast(id), SHOWN_MS);
}

export function dismissToast(id: number): void {
  toastStore.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }));
}

/** A failed call, as a toast: what failed, and what to do next. */
export function showErrorToast(error: { readonly message: string; readonly hint?: string | undefined }): void {
  showToast({ health: 'critical', text: error.message, hint: error.hint });
}
