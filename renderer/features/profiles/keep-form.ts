// How long a store keeps its sets, as a form holds it (texts) and back. Pure; the contract's schema has the last word.

import { Retention } from '../../../shared/model/profile.ts';

export const KEEP_PARTS = ['days', 'count', 'daily', 'weekly', 'monthly', 'yearly'] as const;
export type KeepPart = (typeof KEEP_PARTS)[number];

export type KeepDraft = { readonly isOn: boolean } & Readonly<Record<KeepPart, string>>;

/** What a rule begins with: a week on this machine, a month in a bucket. */
export const USUAL_DAYS = { local: '7', s3: '30' } as const;

export function keepDraftOf(keep: Retention | undefined, usualDays: string): KeepDraft {
  const typed = (part: KeepPart): string => (keep?.[part] === undefined ? '' : String(keep[part]));
  return {
    isOn: keep !== undefined,
    days: keep === undefined ? usualDays : typed('days'),
    count: typed('count'),
    daily: typed('daily'),
    weekly: typed('weekly'),
    monthly: typed('monthly'),
    yearly: typed('yearly'),
  };
}

/** The rule as part of a store; null where a number is none, or no part is filled in. */
export function keepOf({ isOn, ...parts }: KeepDraft): { readonly keep?: Retention } | null {
  if (!isOn) return {};
  const typed = Object.entries(parts).filter(([, value]) => value.trim() !== '');
  const parsed = Retention.safeParse(Object.fromEntries(typed.map(([part, value]) => [part, Number(value)])));
  return parsed.success ? { keep: parsed.data } : null;
}
