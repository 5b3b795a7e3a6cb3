// What is said where a lease is not to be had or was lost. The owner is named, so that people can talk to each other.

import { AppError } from '../../shared/errors.ts';
import type { LeaseView } from './lease.ts';
import { EXPIRES_AFTER_MS } from './target-lease.ts';

/** `redis.change`: what `details.lease` says. */
function leaseName({ area, scope }: Pick<LeaseView, 'area' | 'scope'>): string {
  return `${area}.${scope}`;
}

/** `asked`: with a reason to take it over, which a living owner refuses. */
export function heldError(view: LeaseView, asked: { readonly takeOver: unknown }): AppError {
  const { holder, silentMs } = view;
  const owner = `${holder.operator} on ${holder.host}`;
  const seen = silentMs === null ? '' : `, last seen ${agoOf(silentMs)}`;
  const takeOverPossible = isSilent(view);
  const hints = {
    silent: 'It gives no sign of life any more. Make sure that nobody works there, then take it over with a reason.',
    refused: `Its owner is alive: seen ${agoOf(silentMs ?? 0)}. A lease is only taken over from an owner that is silent for ${EXPIRES_AFTER_MS / 1000} s.`,
    alive: 'Wait until that run has ended, or ask its owner to cancel it. One run changes a target at a time.',
  };
  const hint = takeOverPossible ? hints.silent : asked.takeOver !== null ? hints.refused : hints.alive;
  return new AppError(
    'conflict',
    `${leaseName(view)} is held by ${owner} (run ${holder.runId}, ${holder.runbookId}${seen}).`,
    {
      hint,
      details: {
        lease: leaseName(view),
        owner,
        runId: holder.runId,
        takeOverPossible,
        ...(silentMs === null ? {} : { silentMs }),
      },
    },
  );
}

/** By the target's own clock, or unknown: then watching it will tell. */
export function isSilent({ silentMs }: Pick<LeaseView, 'silentMs'>): boolean {
  return silentMs === null || silentMs > EXPIRES_AFTER_MS;
}

export function lostError(area: LeaseView['area'], why: string): AppError {
  return new AppError('conflict', `The lease on ${area === 'redis' ? 'Redis' : 'MongoDB'} was lost: ${why}.`, {
    hint: 'Nothing that changes a server is sent any more. Look at what the run has done, then go on from there.',
    retryable: false,
  });
}

export function uncertainError(area: LeaseView['area'], silentMs: number): AppError {
  const target = area === 'redis' ? 'Redis' : 'MongoDB';
  return new AppError('unreachable', `The lease on ${target} could not be confirmed for ${agoOf(silentMs, '')}.`, {
    hint: 'Nothing that changes a server is sent until the target answers again.',
  });
}

function agoOf(ms: number, suffix = ' ago'): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s${suffix}`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min${suffix}` : `${Math.round(minutes / 60)} h${suffix}`;
}
