// Figures in words for the terminal: `–` where there is none, never a guess.

import { formatBytes, formatDuration } from '../../shared/text.ts';

const NONE = '–';

export function count(value: number | null): string {
  return value === null ? NONE : new Intl.NumberFormat('en', { maximumFractionDigits: 1 }).format(value);
}

export function percent(value: number | null): string {
  return value === null ? NONE : `${(value * 100).toFixed(1)} %`;
}

export function bytes(value: number | null): string {
  return value === null ? NONE : formatBytes(value);
}

export function duration(ms: number | null): string {
  return ms === null ? NONE : formatDuration(ms);
}

/** `2026-11-20 06:40:00`, in the time zone of this machine. */
export function dateTime(ms: number | null): string {
  if (ms === null) return NONE;
  const date = new Date(ms);
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** The zone of the times that {@link dateTime} prints. */
export function localZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
