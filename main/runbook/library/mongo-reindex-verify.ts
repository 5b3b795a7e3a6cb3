// The server's own judgement at the end: validate walks the collection and its indexes, and blocks nobody meanwhile.

import type { Document } from 'mongodb';
import { text } from '../../../shared/text.ts';
import type { VerifyStep } from '../runbook.ts';
import type { ReindexData } from './mongo-reindex-data.ts';
import { databaseOf, mongoCall } from './mongo-reindex-server.ts';

export function reindexVerification(data: ReindexData): VerifyStep {
  return {
    kind: 'verify',
    id: 'valid',
    title: text('verify.valid'),
    commands: [
      {
        where: data.where,
        command: `db.getSiblingDB(${JSON.stringify(data.database)}).runCommand({"validate":${JSON.stringify(data.collection)},"background":true})`,
      },
    ],
    timeoutMs: 0, // its answer is final
    pollMs: 1000,
    async read(context) {
      const reply = await mongoCall(data, () =>
        databaseOf(context, data).command({ validate: data.collection, background: true }),
      );
      const errors = (reply['errors'] ?? []) as readonly unknown[];
      const keys = Object.values((reply['keysPerIndex'] ?? {}) as Document).reduce(
        (sum: number, count) => sum + Number(count),
        0,
      );
      if (reply['valid'] === true) return { ok: true, text: text('valid.ok', { keys }) };
      return { ok: false, text: text('valid.not', { errors: errors.slice(0, 3).map(String).join('; ') }) };
    },
  };
}
