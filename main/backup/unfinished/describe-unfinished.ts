// What a folder that is no set yet tells without any key: how far it came and why it stopped.

import { startedMsOf, setIdIn } from '../set-folder.ts';
import { sizeAndAge } from '../stores/set-files.ts';
import type { Unfinished } from '../stores/set-store.ts';
import { readUnfinished, type Kind, type Line } from './unfinished-journal.ts';

/** `folder` may be missing: then nothing is in it. */
export async function describeUnfinished(name: string, folder: string): Promise<Unfinished> {
  const setId = setIdIn(name);
  const [{ sizeBytes, lastWriteMs }, read] = await Promise.all([sizeAndAge(folder), readUnfinished(folder)]);
  const told = { name, setId, startedMs: startedMsOf(setId), sizeBytes, lastWriteMs };
  if (read === null) return { ...told, profileId: null, holds: null, stopped: null, isNoted: false };
  const { begin, lines } = read;
  const last = <Each extends Kind>(kind: Each) =>
    lines.findLast((line): line is Extract<Line, { kind: Each }> => line.kind === kind);
  const redis = last('redis');
  const moment = last('moment');
  const collections = lines.slice(moment ? lines.indexOf(moment) : 0).filter((line) => line.kind === 'collection');
  const asked = last('asked');
  const end = lines.at(-1);
  return {
    ...told,
    profileId: begin.profileId,
    holds: {
      redis: redis ? { shards: redis.shards, keys: redis.keys } : null,
      mongo: moment
        ? {
            collections: collections.length,
            of: moment.collections,
            documents: collections.reduce((sum, { documents }) => sum + documents, 0),
          }
        : null,
    },
    stopped:
      end?.kind === 'stopped' && asked
        ? {
            atMs: end.atMs,
            code: end.code,
            message: begin.key === null ? messageOf(end.content) : null,
            runId: asked.runId,
          }
        : null,
    isNoted: asked !== undefined && (redis !== undefined || collections.length > 0),
  };
}

function messageOf(content: unknown): string | null {
  const { message } = (content ?? {}) as { readonly message?: unknown };
  return typeof message === 'string' ? message : null;
}
