// The schedules, in schedules.json beside the profiles. Several consoles and the command line change it; the file is the truth.

import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { Schedule } from '../../shared/model/schedule.ts';
import { parseInput } from '../settings/parse-input.ts';
import type { StoreOptions } from '../settings/settings-store.ts';
import { storedFile } from '../settings/stored-file.ts';
import { checkTimes } from './due-times.ts';

export interface ScheduleStore {
  /** What is on disk now. */
  read(): Promise<readonly Schedule[]>;
  /** Adds it, or replaces the one of the same id. Throws `bad_request`. */
  save(schedule: Schedule): Promise<void>;
  /** Throws `not_found`. */
  change(id: string, change: (schedule: Schedule) => Schedule): Promise<void>;
  /** Throws `not_found`. */
  remove(id: string): Promise<void>;
}

/** Beyond this, a mistake is more likely than a wish. */
const MOST = 200;

/** A file somebody wrote by hand: times that cannot be understood would stop everything else. */
const StoredSchedule = Schedule.superRefine((schedule, context) => {
  try {
    checkTimes(schedule);
  } catch (error) {
    context.addIssue({
      code: 'custom',
      message: error instanceof AppError ? error.message : 'times that are not understood',
    });
  }
});
const SchedulesFile = z.strictObject({ version: z.literal(1), schedules: z.array(StoredSchedule) });
type SchedulesFile = z.infer<typeof SchedulesFile>;

export function createScheduleStore({ folder, lifetime, report }: StoreOptions): ScheduleStore {
  const path = join(folder, 'schedules.json');
  const file = storedFile<SchedulesFile>({
    path,
    schema: SchedulesFile,
    initial: { version: 1, schedules: [] },
    report,
  });
  lifetime.add(file.idle);

  function write(change: (schedules: readonly Schedule[]) => Schedule[]): Promise<unknown> {
    return file.change(({ schedules }) => ({ version: 1, schedules: change(schedules) }));
  }

  return {
    read: async () => (await file.read()).schedules,
    async save(input) {
      const schedule = parseInput(StoredSchedule, input, 'the schedule');
      await write((schedules) => {
        if (schedules.some(({ id }) => id === schedule.id))
          return schedules.map((other) => (other.id === schedule.id ? schedule : other));
        if (schedules.length >= MOST) throw new AppError('limited', `There are ${MOST} schedules already.`);
        return [...schedules, schedule];
      });
    },
    async change(id, change) {
      await write((schedules) => {
        requireId(schedules, id);
        return schedules.map((schedule) => (schedule.id === id ? change(schedule) : schedule));
      });
    },
    async remove(id) {
      await write((schedules) => {
        requireId(schedules, id);
        return schedules.filter((schedule) => schedule.id !== id);
      });
    },
  };
}

function requireId(schedules: readonly Schedule[], id: string): void {
  if (schedules.some((schedule) => schedule.id === id)) return;
  throw new AppError('not_found', `There is no schedule ${id}.`, {
    hint: 'It may have been removed by another console.',
  });
}
