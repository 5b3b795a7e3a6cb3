// The failover itself, under a stopwatch: a write probe sees what a client sees, and every node is asked until a majority
// agrees. CLUSTER FAILOVER answers OK when it is only scheduled, so what counts is what the nodes say afterwards.

import { AppError } from '../../../shared/errors.ts';
import { text } from '../../../shared/text.ts';
import type { ActStep, StepContext } from '../runbook.ts';
import { neededAgreement, saysPromoted, type FailoverData, type NodeName } from './redis-failover-data.ts';
import { startRedisWriteProbe, type RedisWriteProbe } from './redis-write-probe.ts';
import { redisOf } from './shared-reading.ts';

/** Until the first acknowledged write, which is all a gap needs to begin: a few ms on a cluster that is well. */
const WARM_MS = 500;
const RESUME_MS = 2000;
/** Of calm writes before and after, so that the stopwatch shows what is usual here beside what the failover did. */
const SURROUND_MS = 25;
const POLL_MS = 10;
const VIEW_TIMEOUT_MS = 1000;
/**
 * Redis gives up a manual failover by itself after 5 s. A forced one is then sent again: primaries vote for the replicas of one
 * primary only once in two node timeouts, so the first try after a recent election is refused without a word.
 */
const FORCE_EXPIRES_MS = 5_200;
const PROMOTION_TIMEOUT_MS = { plain: 6_000, force: 40_000, takeover: 5_000 } as const;
const AGREEMENT_TIMEOUT_MS = 10_000;

export function failoverCommand({ mode }: FailoverData): readonly string[] {
  return mode === 'plain' ? ['CLUSTER', 'FAILOVER'] : ['CLUSTER', 'FAILOVER', mode.toUpperCase()];
}

export const observeFailover =
  (data: FailoverData): ActStep['observe'] =>
  async (context) => {
    try {
      return (await isPromoted(context, data, data.replica)) ? 'done' : 'not-done';
    } catch {
      return 'unknown'; // the replica does not answer: nobody else can say it for certain
    }
  };

export const failOver =
  (data: FailoverData): ActStep['act'] =>
  async (context) => {
    const redis = redisOf(context);
    const probe = startRedisWriteProbe({
      candidates: [data.primary, data.replica].map(({ id }) => ({ id, socket: redis.socketOptions(id) })),
      ranges: data.ranges,
      assertMayWrite: () => redis.assertMayWrite(),
      runId: context.runId,
      onTry: (latencyMs) => context.probe(latencyMs),
    });
    let sentAtMs = performance.now();
    try {
      await probe.warm(data.mode === 'plain' ? WARM_MS : 1); // a lost primary acknowledges nothing
      await context.clock.sleep(SURROUND_MS);
      sentAtMs = performance.now();
      await redis.command(data.replica.id, failoverCommand(data));
      measure(context, 'accepted', performance.now() - sentAtMs);
      await watch(context, data, sentAtMs);
      await probe.acknowledgedBy(data.replica.id, RESUME_MS);
      await context.clock.sleep(SURROUND_MS);
    } finally {
      await stopProbe(context, probe, sentAtMs);
    }
    return text('act.done', { node: data.replica.label });
  };

/** Every node is asked on its own, so that a slow one delays nobody. Ends when the replica is primary and enough agree. */
async function watch(context: StepContext, data: FailoverData, sentAtMs: number): Promise<void> {
  const seen = { agreed: 0, isPromoted: false };
  const needed = neededAgreement(data);
  const over = new AbortController();
  const isOver = (): boolean => over.signal.aborted;
  const isReached = (): boolean => seen.isPromoted && seen.agreed >= needed;

  const pause = (): Promise<void> => context.clock.sleep(POLL_MS, over.signal).catch(() => undefined); // over

  async function watchNode(node: NodeName): Promise<void> {
    while (!isOver()) {
      const saysSo = await isPromoted(context, data, node, over.signal).catch(() => false); // a lost node has no say
      if (isOver()) return;
      if (saysSo) {
        seen.agreed += 1;
        if (seen.agreed === needed) measure(context, 'agreement', performance.now() - sentAtMs);
        context.note(text('act.agreed', { agreed: seen.agreed, nodes: data.nodes.length }));
        if (node.id === data.replica.id) {
          seen.isPromoted = true;
          measure(context, 'promotion', performance.now() - sentAtMs);
        }
        if (isReached()) over.abort();
        return;
      }
      await pause();
    }
  }

  async function watchTime(): Promise<void> {
    const promotionDeadlineMs = sentAtMs + PROMOTION_TIMEOUT_MS[data.mode];
    let resendAtMs = sentAtMs + FORCE_EXPIRES_MS;
    while (!isOver()) {
      const nowMs = performance.now();
      if (data.mode === 'force' && !seen.isPromoted && nowMs > resendAtMs) {
        resendAtMs = nowMs + FORCE_EXPIRES_MS;
        // Refused or lost, it only costs this try: whether it worked is seen above.
        await redisOf(context)
          .command(data.replica.id, failoverCommand(data))
          .catch(() => undefined);
      }
      const isLate = nowMs > promotionDeadlineMs && !seen.isPromoted;
      // Promoted, and too few agree: the verification that follows says who does not.
      if (isLate || nowMs > promotionDeadlineMs + AGREEMENT_TIMEOUT_MS) over.abort();
      await pause();
    }
  }

  await Promise.all([...data.nodes.map(watchNode), watchTime()]);
  if (!seen.isPromoted) throw notPromoted(data);
}

async function isPromoted(
  context: StepContext,
  data: FailoverData,
  node: NodeName,
  signal: AbortSignal = context.signal,
): Promise<boolean> {
  return saysPromoted(await redisOf(context).viewOf(node.id, { timeoutMs: VIEW_TIMEOUT_MS, signal }), data);
}

function notPromoted({ mode, replica }: FailoverData): AppError {
  return new AppError('timeout', `${replica.label} accepted the failover and did not become primary.`, {
    hint:
      mode === 'plain'
        ? 'The primary could not wait for the replica to catch up. Nothing changed; try again when the lag is low.'
        : 'It was not elected: look at the logs of the replica and of the other primaries.',
  });
}

async function stopProbe(context: StepContext, probe: RedisWriteProbe, sentAtMs: number): Promise<void> {
  const report = await probe.stop();
  if (report.firstTroubleAtMs !== null) measure(context, 'detection', Math.max(0, report.firstTroubleAtMs - sentAtMs));
  if (report.gapMs !== null) measure(context, 'writeGap', report.gapMs);
  context.measure('acknowledged', { label: text('measure.acknowledged'), value: report.acknowledged, unit: 'count' });
  context.measure('failed', { label: text('measure.failed'), value: report.failed, unit: 'count' });
  context.measure('lost', { label: text('measure.lost'), value: report.lost, unit: 'count' });
}

function measure(context: StepContext, name: string, ms: number): void {
  context.measure(name, { label: text(`measure.${name}`), value: Math.round(ms * 10) / 10, unit: 'ms' });
}
