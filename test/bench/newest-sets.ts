// The sets a console lists, newest first.

import type { TestConsole } from '../fixtures/console.ts';

export function newestSets({ app, profileId }: TestConsole): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const stop = app.watch(
      'backups.watch',
      { profileId },
      {
        onState: ({ sets }) => {
          if (Object.keys(sets).length === 0) return;
          stop();
          resolve(
            Object.values(sets)
              .sort((a, b) => b.startedMs - a.startedMs)
              .map(({ id }) => id),
          );
        },
        onEnd: (error) => reject(error ?? new Error('the stream of the sets ended')),
      },
    );
  });
}
