// Whether an approval is good for this very plan, now, by a person this profile trusts who is not the one who runs it. Pure:
// whether it was used before is asked elsewhere (request-ledger.ts). Everything it says "no" to has words of its own.

import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { AppError } from '../../shared/errors.ts';
import type { Approver, Profile } from '../../shared/model/profile.ts';
import type { Plan, RunbookInfo } from '../../shared/model/run.ts';
import { hashTexts, parseApproval, signedBytes, type Approval } from './approval-files.ts';

export interface ApprovalCheck {
  readonly plan: Plan;
  readonly profile: Profile;
  readonly approvalText: string;
  /** The words this console shows the plan in. */
  readonly texts: RunbookInfo['texts'];
  /** Of whoever runs it; null without a key. */
  readonly ownPublicKey: string | null;
  readonly operator: string;
  readonly nowMs: number;
}

export interface GoodApproval {
  /** The name the profile knows the key by, not the one the file gives itself. */
  readonly approvedBy: string;
  readonly approval: Approval;
}

/** Two machines' clocks may be this far apart. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** Throws `bad_request`, `conflict` (another plan or target) or `denied` (the approver, the time, the signature). */
export function verifyApproval(check: ApprovalCheck): GoodApproval {
  const approval = parseApproval(check.approvalText);
  const approver = trustedApprover(check, approval);
  requireSignature(approval, approver);
  requireSecondPerson(check, approval, approver);
  requireSamePlan(check, approval);
  requireTime(check, approval);
  return { approvedBy: approver.name, approval };
}

function trustedApprover({ profile }: ApprovalCheck, { publicKey, approver }: Approval): Approver {
  const approvers = profile.approval?.approvers ?? [];
  const known = approvers.find((each) => each.publicKey === publicKey);
  if (known) return known;
  throw new AppError('denied', `${profile.name} does not know the key of ${approver}.`, {
    hint:
      approvers.length === 0
        ? 'No approver stands in this profile yet: add the public key of a second person there.'
        : `It trusts ${approvers.map(({ name }) => name).join(', ')}.`,
  });
}

function requireSignature(approval: Approval, { name, publicKey }: Approver): void {
  const signature = Buffer.from(approval.signature, 'base64');
  if (verify(null, signedBytes(approval), publicKeyOf(publicKey), signature)) return;
  throw new AppError(
    'denied',
    `The signature is not the one of ${name}: this approval was changed after it was signed.`,
    {
      hint: 'Ask for the approval again.',
    },
  );
}

function requireSecondPerson(
  { ownPublicKey, operator, profile }: ApprovalCheck,
  approval: Approval,
  { name, publicKey }: Approver,
): void {
  if (publicKey !== ownPublicKey && name !== operator && name !== approval.requester) return;
  throw new AppError('denied', `${name} both asks and approves: a second person is needed.`, {
    hint: `Ask another approver of ${profile.name}.`,
  });
}

function requireSamePlan({ plan, texts }: ApprovalCheck, approval: Approval): void {
  const other = (what: string, approved: string, now: string): AppError =>
    new AppError('conflict', `This approval is for ${what} ${approved}, not ${now}.`, {
      hint: 'Ask for an approval of the plan as it is now.',
      retryable: false,
    });
  if (approval.runbookId !== plan.runbookId) throw other('the runbook', approval.runbookId, plan.runbookId);
  if (approval.profileId !== plan.profileId) throw other('the profile', approval.profileId, plan.profileId);
  if (approval.target !== plan.target) throw other('the target', approval.target, plan.target);
  if (approval.planHash !== plan.hash)
    throw other(
      'the plan',
      approval.planHash.slice(0, 12),
      `${plan.hash.slice(0, 12)}: the servers or the parameters are others by now`,
    );
  if (approval.textsHash !== hashTexts(texts)) {
    throw new AppError('conflict', 'The plan was approved in other words than those this console shows.', {
      hint: 'The runbook was changed since, or the request was. Ask for an approval again.',
      retryable: false,
    });
  }
}

function requireTime({ nowMs }: ApprovalCheck, { issuedAt, expiresAt }: Approval): void {
  if (Date.parse(issuedAt) > nowMs + CLOCK_SKEW_MS) {
    throw new AppError('denied', `This approval is valid from ${issuedAt} on.`, {
      hint: 'Wait until then; or the clock of one of the two machines is wrong.',
    });
  }
  if (Date.parse(expiresAt) > nowMs) return;
  throw new AppError('denied', `This approval expired at ${expiresAt}.`, { hint: 'Ask for another one.' });
}

/** Throws `bad_request` unless it is an Ed25519 key: SPKI, base64. */
export function publicKeyOf(base64: string): KeyObject {
  try {
    const key = createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' });
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // said below
  }
  throw new AppError('bad_request', 'This is not a public key of an approver.', {
    hint: 'It is one line that begins with MCowBQYDK2Vw; `marsad approval key` prints it.',
  });
}
