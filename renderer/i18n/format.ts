// Numbers, sizes, durations and times in the reader's language. Latin digits in every language, as figures are written in the field.

import { formatBytes, formatDuration, isolate } from '../../shared/text.ts';
import { uiStore } from '../stores/ui-store.ts';

/** A figure split for display: the number large, the unit small beside it. */
export interface FigureParts {
  readonly value: string;
  readonly unit: string;
}

function locale(): string {
  return uiStore.getState().language === 'ar' ? 'ar-u-nu-latn' : 'en';
}

/** Between groups of three digits; it never breaks a line. */
export const THIN_SPACE = '\u202f';

const numberFormats = new Map<string, Intl.NumberFormat>();

/** Groups of three with a thin space: `16 384`. Columns of figures stay readable in both directions. */
export function formatNumber(value: number, digits = 1): string {
  const key = `${locale()} ${digits}`;
  let format = numberFormats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale(), { maximumFractionDigits: digits });
    numberFormats.set(key, format);
  }
  return format
    .formatToParts(value)
    .map((part) => (part.type === 'group' ? THIN_SPACE : part.value))
    .join('');
}

/** `0.913` → `91.3 %`. */
export function formatPercent(ratio: number, digits = 1): string {
  return figure(`${formatNumber(ratio * 100, digits)} %`);
}

export function formatSize(bytes: number): string {
  return figure(formatBytes(bytes, uiStore.getState().language));
}

export function formatDurationIn(ms: number): string {
  return figure(formatDuration(ms, uiStore.getState().language));
}

/** A figure and its unit stay in this order among words that run from right to left. */
function figure(words: string): string {
  return isolate(words, uiStore.getState().language);
}

/** Several things in one line, parted as the reader's language does. */
export function listWords(parts: readonly string[]): string {
  return parts.join(uiStore.getState().language === 'ar' ? '، ' : ', ');
}

/** `18 423` → `18.4` `k`. */
export function rateParts(perSecond: number): FigureParts {
  if (Math.abs(perSecond) >= 1e6) return { value: formatNumber(perSecond / 1e6), unit: 'M' };
  if (Math.abs(perSecond) >= 1e3) return { value: formatNumber(perSecond / 1e3), unit: 'k' };
  return { value: formatNumber(perSecond, Math.abs(perSecond) < 10 ? 1 : 0), unit: '' };
}

/** `6 123` → `6.1k`: a rate in running text. */
export function formatRate(perSecond: number): string {
  const { value, unit } = rateParts(perSecond);
  return `${value}${unit}`;
}

/** One number and one unit: `84` `ms`, `22` `min`, `9` `d`. */
export function durationParts(ms: number): FigureParts {
  const magnitude = Math.abs(ms);
  if (magnitude < 1_000) return { value: formatNumber(ms, magnitude < 10 && magnitude > 0 ? 1 : 0), unit: 'ms' };
  if (magnitude < 60_000) return { value: formatNumber(ms / 1_000), unit: 's' };
  if (magnitude < 3_600_000) return { value: formatNumber(ms / 60_000, 0), unit: 'min' };
  if (magnitude < 172_800_000)
    return { value: formatNumber(ms / 3_600_000, magnitude < 36_000_000 ? 1 : 0), unit: 'h' };
  return { value: formatNumber(ms / 86_400_000, 0), unit: 'd' };
}

/** `1.9` `GB`. */
export function sizeParts(bytes: number): FigureParts {
  const [value = '', unit = ''] = formatBytes(bytes, uiStore.getState().language).split(' ');
  return { value, unit };
}

/** `14:02:11` in the reader's time zone. */
export function formatTime(ms: number): string {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(ms);
}

/** `20 Nov, 14:02`, with the year where it is not this one. */
export function formatDateTime(ms: number): string {
  const thisYear = new Date(ms).getFullYear() === new Date().getFullYear();
  return new Intl.DateTimeFormat(uiStore.getState().language === 'ar' ? 'ar-u-nu-latn' : 'en-GB', {
    day: 'numeric',
    month: 'short',
    ...(thisYear ? {} : { year: 'numeric' }),
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(ms);
}

/** `20 Nov, 14:02:11`: a moment somebody wants back. */
export function formatExactTime(ms: number): string {
  return `${new Intl.DateTimeFormat(locale() === 'en' ? 'en-GB' : locale(), { day: 'numeric', month: 'short' }).format(ms)}, ${formatTime(ms)}`;
}

/** The time of day for today, date and time before. */
export function formatWhen(ms: number): string {
  return new Date(ms).toDateString() === new Date().toDateString() ? formatTime(ms) : formatDateTime(ms);
}
