// The approval rule of a profile as a form holds it: one approver a line, name and public key. Pure.

import type { ApprovalRule, Approver, Profile } from '../../../shared/model/profile.ts';

export interface ApprovalDraft {
  readonly asks: ApprovalRule['asks'];
  readonly approvers: string;
}

/** Of an Ed25519 key: SPKI, base64. */
const LINE = /^(.+?)\s+(MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=)$/;

export function approvalDraft(rule: ApprovalRule | undefined): ApprovalDraft {
  return {
    asks: rule?.asks ?? 'never',
    approvers: (rule?.approvers ?? []).map(({ name, publicKey }) => `${name} ${publicKey}`).join('\n'),
  };
}

/** Undefined where a line is no name and key. */
export function approversOf(typed: string): readonly Approver[] | undefined {
  const lines = typed
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const approvers = lines.map((line) => LINE.exec(line));
  if (approvers.some((match) => match === null)) return undefined;
  return approvers.map((match) => ({ name: match![1]!, publicKey: match![2]! }));
}

/** Nothing where the rule asks for nothing and names nobody. */
export function approvalOf({ asks, approvers }: ApprovalDraft): Pick<Profile, 'approval'> {
  const named = approversOf(approvers) ?? [];
  return asks === 'never' && named.length === 0 ? {} : { approval: { asks, approvers: [...named] } };
}
