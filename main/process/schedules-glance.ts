// What the tray says of schedules: how many are switched on, and which comes first.

import type { App } from '../app.ts';

export interface SchedulesGlance {
  readonly switchedOn: number;
  readonly next: { readonly name: string; readonly atMs: number } | null;
}

/** `tell` hears of every change, as long as the engine lives. */
export function followSchedules(app: App, tell: (glance: SchedulesGlance) => void): void {
  let last = '';
  app.watch(
    'schedules.watch',
    {},
    {
      onState({ schedules }) {
        const on = Object.values(schedules).filter(({ schedule }) => schedule.enabled);
        const first = on
          .flatMap(({ schedule, nextMs }) =>
            nextMs[0] === undefined ? [] : [{ name: schedule.name, atMs: nextMs[0] }],
          )
          .sort((a, b) => a.atMs - b.atMs)[0];
        const glance: SchedulesGlance = { switchedOn: on.length, next: first ?? null };
        const now = JSON.stringify(glance);
        if (now === last) return;
        last = now;
        tell(glance);
      },
      onEnd: () => undefined, // with the engine itself
    },
  );
}
