// What an audit entry costs: lock, anchor, line and both on disk, against a bare append that is only written and synced, in turn
// on the same disk.

import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuditLog, type AuditEvent } from '../../main/audit/audit-log.ts';
import { systemClock } from '../../main/system-clock.ts';
import { inTurn, median, quantile, timed, type BenchRow } from './bench.ts';

const RUNS = 1_000;
const EVENT: AuditEvent = {
  who: 'dba',
  action: 'run.start',
  target: 'shop',
  subject: 'redis.failover',
  why: 'maintenance of the host, see the change ticket',
  runId: '2026-11-20T06-40-00Z-k3f9',
  planHash: 'f'.repeat(64),
  result: 'started',
  before: [{ where: '127.0.0.1:7001', is: 'primary' }],
  after: [{ where: '127.0.0.1:7001', is: 'replica of 127.0.0.1:7004' }],
};

export async function bench(): Promise<readonly BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'marsad-audit-bench-'));
  const bare = await open(join(folder, 'bare.jsonl'), 'a');
  try {
    const log = createAuditLog({
      folder: join(folder, 'log'),
      anchorFolder: join(folder, 'settings'),
      clock: systemClock,
    });
    const line = `${JSON.stringify({ ...EVENT, hash: 'f'.repeat(64), prevHash: 'f'.repeat(64) })}\n`;
    const { a, b } = await inTurn(
      RUNS,
      () => timed(() => log.append(EVENT)),
      () =>
        timed(async () => {
          await bare.appendFile(line);
          await bare.datasync();
        }),
    );
    const [p50, p99] = [median(a), quantile(a, 0.99)];
    return [
      {
        name: 'audit entry, on disk with its anchor',
        ours: p50,
        peer: { name: 'append + fdatasync', value: median(b) },
        unit: 'ms',
        bar: 'p99 ≤ 5 ms',
        holds: p99 <= 5,
        note: `p99 ${p99.toFixed(2)} ms, bare p99 ${quantile(b, 0.99).toFixed(2)} ms, ${RUNS} entries`,
      },
    ];
  } finally {
    await bare.close();
    await rm(folder, { recursive: true });
  }
}
