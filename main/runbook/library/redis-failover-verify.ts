// What makes a Redis failover done: a majority says so, and the old primary follows unless it is lost.

import { text } from '../../../shared/text.ts';
import type { Reading, StepContext, VerifyStep } from '../runbook.ts';
import { neededAgreement, saysPromoted, type FailoverData } from './redis-failover-data.ts';
import { redisOf } from './shared-reading.ts';

const VIEW_TIMEOUT_MS = 1000;

export function failoverVerifications(data: FailoverData): readonly VerifyStep[] {
  return [
    {
      kind: 'verify',
      id: 'majority',
      title: text('verify.majority'),
      timeoutMs: 10_000,
      pollMs: 20,
      read: majority(data),
    },
    {
      kind: 'verify',
      id: 'follows',
      title: text('verify.follows'),
      timeoutMs: 30_000,
      pollMs: 20,
      read: follows(data),
    },
  ];
}

const majority =
  (data: FailoverData) =>
  async (context: StepContext): Promise<Reading> => {
    const redis = redisOf(context);
    const views = await Promise.allSettled(
      data.nodes.map(({ id }) => redis.viewOf(id, { timeoutMs: VIEW_TIMEOUT_MS })),
    );
    const agreed = views.filter((view) => view.status === 'fulfilled' && saysPromoted(view.value, data)).length;
    const needed = neededAgreement(data);
    return { ok: agreed >= needed, text: text('majority.is', { agreed, nodes: data.nodes.length, needed }) };
  };

const follows =
  (data: FailoverData) =>
  async (context: StepContext): Promise<Reading> => {
    const node = data.primary.label;
    try {
      const role = await redisOf(context).command(data.primary.id, ['ROLE'], { timeoutMs: VIEW_TIMEOUT_MS });
      const [name, , , state] = Array.isArray(role) ? role.map(String) : [];
      const words = {
        node,
        role: name === 'slave' ? 'replica' : 'primary',
        state: state === 'connected' ? 'up' : (state ?? 'none'),
      };
      return { ok: name === 'slave' && state === 'connected', text: text('follows.is', words) };
    } catch (error) {
      if (data.mode === 'plain') throw error;
      return { ok: true, text: text('follows.lost', { node }) };
    }
  };
