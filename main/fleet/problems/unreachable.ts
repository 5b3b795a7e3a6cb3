// An area that cannot be read at all. The code says what to do; nothing else is judged in that area until it can be read again.

import type { ErrorCode } from '../../../shared/errors.ts';
import { finding, type Finding, type ProblemRule } from './problem.ts';

/** Codes that have an advice of their own in shared/texts, for errors that bring none. */
const ADVISED = ['unreachable', 'timeout', 'denied'] as const satisfies readonly ErrorCode[];

export const unreachableProblems: ProblemRule = ({ state }) =>
  (['redis', 'mongo', 'backup'] as const).flatMap((area): Finding[] => {
    const trouble = state.trouble[area];
    if (trouble === null) return [];
    const cause = trouble.hint === null ? (ADVISED.find((code) => code === trouble.code) ?? 'other') : 'hinted';
    const values = { message: trouble.message.replace(/\.$/, ''), hint: trouble.hint ?? '' };
    return [finding({ area, health: 'critical', kind: `${area}.unreachable`, cause, values })];
  });
