// Approval without a server: one console asks (request file), another signs (approval file), the first verifies and uses it up.
// Whoever can write this machine's profiles.json can name approvers: that is a change the audit log tells.

import { randomUUID } from 'node:crypto';
import type { ApprovalKey, ApprovalVerdict, InspectedRequest } from '../../shared/contract/approvals.ts';
import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { Profile } from '../../shared/model/profile.ts';
import type { ExportedDocument, Plan, RunbookInfo } from '../../shared/model/run.ts';
import type { SecretStore } from '../host.ts';
import {
  APPROVAL_FORMAT,
  hashTexts,
  parseRequest,
  REQUEST_FORMAT,
  signedBytes,
  type Approval,
  type ApprovalRequest,
} from './approval-files.ts';
import { createOperatorKey } from './operator-key.ts';
import { createRequestLedger, usedBefore } from './request-ledger.ts';
import { verifyApproval, type GoodApproval } from './verify-approval.ts';

export interface ApprovalsOptions {
  readonly settingsFolder: string;
  readonly dataFolder: string;
  readonly secrets: SecretStore;
  readonly clock: Clock;
  operator(): string;
}

/** A plan, the profile it is for, and the words it is shown in. */
export interface PlanToApprove {
  readonly plan: Plan;
  readonly profile: Profile;
  readonly texts: RunbookInfo['texts'];
}

export interface Approvals {
  key(): Promise<ApprovalKey>;
  createKey(options: { readonly passphrase: string | null; readonly replace: boolean }): Promise<ApprovalKey>;
  request(what: PlanToApprove, reason: string): Promise<ExportedDocument>;
  inspect(requestText: string): Promise<InspectedRequest>;
  sign(options: {
    readonly request: string;
    readonly hours: number;
    readonly reason: string;
    readonly passphrase: string | null;
  }): Promise<ExportedDocument>;
  /** Throws what speaks against it; uses nothing up. */
  check(what: PlanToApprove, approvalText: string): Promise<ApprovalVerdict>;
  /**
   * For the engine, right before a run begins: throws unless the approval is good. `use` makes it good for nothing else any
   * more, on disk before it resolves.
   */
  approve(what: PlanToApprove, approvalText: string): Promise<{ readonly approvedBy: string; use(): Promise<void> }>;
}

type Problem = InspectedRequest['problems'][number];

export function createApprovals({ settingsFolder, dataFolder, secrets, clock, operator }: ApprovalsOptions): Approvals {
  const ownKey = createOperatorKey({ settingsFolder, secrets, now: clock.now });
  const ledger = createRequestLedger(dataFolder, clock);

  async function verified({ plan, profile, texts }: PlanToApprove, approvalText: string): Promise<GoodApproval> {
    const { publicKey } = await ownKey.info();
    const nowMs = clock.now();
    const good = verifyApproval({
      plan,
      profile,
      texts,
      approvalText,
      ownPublicKey: publicKey,
      operator: operator(),
      nowMs,
    });
    await ledger.find(good.approval.requestId);
    if (await ledger.isUsed(good.approval.requestId)) throw usedBefore();
    return good;
  }

  async function problemsOf(request: ApprovalRequest): Promise<InspectedRequest['problems']> {
    const { publicKey } = await ownKey.info();
    const isOwn = (publicKey !== null && request.requesterKey === publicKey) || request.requester === operator();
    const problem = (kind: Problem['kind'], text: string): Problem => ({ kind, text, blocks: true });
    return [
      ...(isOwn ? [problem('own', 'You asked for this yourself: a second person is needed.')] : []),
      ...(request.plan.blocked ? [problem('blocked', 'A check blocks this plan: it cannot run as it is.')] : []),
      ...(publicKey === null ? [problem('no-key', 'You have no key to sign with yet: create one.')] : []),
    ];
  }

  return {
    key: ownKey.info,
    createKey: ownKey.create,
    async request({ plan, profile, texts }, reason) {
      const { publicKey } = await ownKey.info();
      const request: ApprovalRequest = {
        format: REQUEST_FORMAT,
        id: randomUUID(),
        plan,
        texts,
        profileName: profile.name,
        requester: operator(),
        requesterKey: publicKey,
        reason,
        created: new Date(clock.now()).toISOString(),
      };
      await ledger.remember(request);
      return jsonDocument(`marsad-request-${plan.runbookId}-${request.id.slice(0, 8)}.json`, request);
    },
    async inspect(requestText) {
      const request = parseRequest(requestText);
      const { id, plan, texts, profileName, requester, reason, created } = request;
      const problems = await problemsOf(request);
      return { requestId: id, plan, texts, profileName, requester, reason, createdMs: Date.parse(created), problems };
    },
    async sign({ request: requestText, hours, reason, passphrase }) {
      const request = parseRequest(requestText);
      const against = (await problemsOf(request)).find(({ blocks }) => blocks);
      if (against) throw new AppError('denied', against.text, { hint: 'Nothing was signed.' });
      const { plan } = request;
      const { publicKey } = await ownKey.info();
      const nowMs = clock.now();
      const unsigned: Omit<Approval, 'signature'> = {
        format: APPROVAL_FORMAT,
        requestId: request.id,
        planHash: plan.hash,
        textsHash: hashTexts(request.texts),
        runbookId: plan.runbookId,
        profileId: plan.profileId,
        target: plan.target,
        requester: request.requester,
        approver: operator(),
        publicKey: publicKey ?? '',
        issuedAt: new Date(nowMs).toISOString(),
        expiresAt: new Date(nowMs + hours * 3_600_000).toISOString(),
        reason,
      };
      const { signature } = await ownKey.sign(signedBytes(unsigned), passphrase);
      const approval: Approval = { ...unsigned, signature };
      return jsonDocument(`marsad-approval-${plan.runbookId}-${request.id.slice(0, 8)}.json`, approval);
    },
    async check(what, approvalText) {
      const { approvedBy, approval } = await verified(what, approvalText);
      return { approvedBy, reason: approval.reason, expiresMs: Date.parse(approval.expiresAt) };
    },
    async approve(what, approvalText) {
      const { approvedBy, approval } = await verified(what, approvalText);
      return { approvedBy, use: () => ledger.use(approval.requestId) };
    },
  };
}

function jsonDocument(fileName: string, value: unknown): ExportedDocument {
  return { fileName, mediaType: 'application/json', encoding: 'utf8', content: `${JSON.stringify(value, null, 2)}\n` };
}
