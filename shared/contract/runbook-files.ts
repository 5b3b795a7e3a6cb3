// Runbook files: the user's own, checked as they are written, and the shipped ones to copy from.

import { z } from 'zod';
import {
  OWN_FILES_TABLES,
  type CheckedRunbookFile,
  type OwnFilesState,
  type RunbookFileText,
} from '../model/runbook-file.ts';
import { call, Nothing, stream } from './define.ts';

const FileName = z.string().min(1).max(100);
const Source = z.string().max(300_000);
const Hash = z.string().max(100);

export const runbookFilesContract = {
  'runbookFiles.watch': stream<OwnFilesState>()(Nothing, OWN_FILES_TABLES),
  /** By the runbook's id (shipped ones too), or the name of an own file. */
  'runbookFiles.read': call<RunbookFileText>()('read', z.strictObject({ id: z.string().min(1).max(100) })),
  /** Reads nothing but the text. `fileName`: the file it would replace. */
  'runbookFiles.check': call<CheckedRunbookFile>()(
    'read',
    z.strictObject({ source: Source, fileName: FileName.nullable() }),
  ),
  /** `replaces`: the hash of what was opened, null for a new file; `conflict` where something else is there. */
  'runbookFiles.save': call<RunbookFileText>()(
    'write',
    z.strictObject({ fileName: FileName, source: Source, replaces: Hash.nullable() }),
  ),
  /** The answer brings it back by `runbookFiles.restore`. */
  'runbookFiles.remove': call<{ readonly trashed: string }>()(
    'write',
    z.strictObject({ fileName: FileName, hash: Hash }),
  ),
  'runbookFiles.restore': call<RunbookFileText>()('write', z.strictObject({ trashed: z.string().min(1).max(150) })),
};
