import { z } from 'zod';
import { call, Nothing, stream } from './define.ts';
import {
  ScheduleDraft,
  SCHEDULES_TABLES,
  type Schedule,
  type ScheduleOutcome,
  type SchedulesState,
  type Unschedulable,
} from '../model/schedule.ts';
import type { Language } from '../text.ts';

const OnSchedule = z.strictObject({ id: z.string().max(100) });

/** What an expression means: the words, and the next due times; or what is wrong with it. */
export interface CronPreview {
  readonly problem: string | null;
  readonly inWords: Readonly<Record<Language, string>>;
  readonly nextMs: readonly number[];
}

export interface SchedulePreset {
  readonly id: string;
  readonly runbookId: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly cron: string;
  readonly missed: Schedule['missed'];
}

export interface ScheduleChoices {
  readonly runbooks: readonly {
    readonly id: string;
    readonly refusal: Unschedulable | null;
    /** The profile's name must be typed when it is saved. */
    readonly asksName: boolean;
  }[];
  /** Only those whose runbook is there and can be scheduled on this profile. */
  readonly presets: readonly SchedulePreset[];
  /** Where this machine is. */
  readonly timeZone: string;
}

/** Files for the system's own scheduler, as text: nothing is installed. */
export interface ScheduleUnits {
  readonly files: readonly { readonly name: string; readonly content: string }[];
  /** Commands to type, in order. */
  readonly install: readonly string[];
  readonly notes: readonly ('regenerate' | 'linger' | 'secrets' | 'time-zones' | 'none')[];
}

export const schedulesContract = {
  'schedules.watch': stream<SchedulesState>()(Nothing, SCHEDULES_TABLES),
  'schedules.preview': call<CronPreview>()(
    'read',
    z.strictObject({
      cron: z.string().max(200),
      timeZone: z.string().max(100),
      count: z.number().int().min(1).max(50).default(5),
    }),
  ),
  'schedules.choices': call<ScheduleChoices>()('read', z.strictObject({ profileId: z.string().max(100) })),
  /** `id` null: a new one. `confirmation`: the profile's name, where the runbook changes a production profile. */
  'schedules.save': call<Schedule>()(
    'write',
    z.strictObject({
      id: z.string().max(100).nullable(),
      schedule: ScheduleDraft,
      confirmation: z.string().max(200).default(''),
    }),
  ),
  'schedules.remove': call<null>()('write', OnSchedule),
  'schedules.setEnabled': call<null>()('write', OnSchedule.extend({ enabled: z.boolean() })),
  /** Begins it now. Only runbooks that change no server: others show their plan first. Resolves when it has begun. */
  'schedules.runNow': call<ScheduleOutcome>()('write', OnSchedule),
  /** What `runDue` would run now, by profile: whoever runs it connects these first. */
  'schedules.due': call<readonly { readonly id: string; readonly profileId: string }[]>()(
    'read',
    z.strictObject({ profileId: z.string().max(100).nullable() }),
  ),
  /** Runs what is due now, and resolves when all of it has ended. */
  'schedules.runDue': call<readonly ScheduleOutcome[]>()(
    'write',
    z.strictObject({ onProfile: z.string().max(100).nullable() }),
  ),
  'schedules.units': call<ScheduleUnits>()('read', z.strictObject({ kind: z.enum(['systemd', 'cron']) })),
};
