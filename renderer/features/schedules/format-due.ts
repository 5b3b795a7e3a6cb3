// A due time for reading: the day of the week belongs to it.

import { uiStore } from '../../stores/ui-store.ts';

function locale(): string {
  return uiStore.getState().language === 'ar' ? 'ar-u-nu-latn' : 'en-GB';
}

/** `Sun 22 Nov, 01:00`, in the given zone or that of this machine. */
export function formatDue(ms: number, timeZone?: string): string {
  return new Intl.DateTimeFormat(locale(), {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(ms);
}

/** `15:00`, or `Sun 22` on the axis of days. */
export function formatTick(ms: number, span: 'day' | 'week'): string {
  const options =
    span === 'day'
      ? ({ hour: '2-digit', minute: '2-digit' } as const)
      : ({ weekday: 'short', day: 'numeric' } as const);
  return new Intl.DateTimeFormat(locale(), { ...options, hourCycle: 'h23' }).format(ms);
}

export function hereZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
