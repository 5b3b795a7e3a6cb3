import { z } from 'zod';
import { call, Nothing } from './define.ts';
import type { ExportedDocument, Plan, RunbookInfo } from '../model/run.ts';

/** The operator's own key pair. The private part is shown to nobody. */
export interface ApprovalKey {
  /** Ed25519, SPKI, base64; what stands in other people's profiles. Null: there is no key yet. */
  readonly publicKey: string | null;
  /** `SHA256:…`, to be compared by voice. */
  readonly fingerprint: string | null;
  /** Where the private key lies. `file`: encrypted with a passphrase that is asked for whenever it is used. */
  readonly place: 'keystore' | 'file' | null;
  /** The file's path where it is one. */
  readonly file: string | null;
  /** Whether this face reaches a keystore; where not, a new key needs a passphrase. */
  readonly keystore: { readonly available: boolean; readonly reason: string | null };
}

/** What a request asks for, as the one who approves sees it. */
export interface InspectedRequest {
  readonly requestId: string;
  readonly plan: Plan;
  /** The words of the runbook, as they came with the request; the run is refused where the engine has others. */
  readonly texts: RunbookInfo['texts'];
  readonly profileName: string;
  readonly requester: string;
  readonly reason: string;
  readonly createdMs: number;
  /** What speaks against signing it. `blocks`: it cannot be signed at all. */
  readonly problems: readonly {
    readonly kind: 'own' | 'blocked' | 'no-key';
    readonly text: string;
    readonly blocks: boolean;
  }[];
}

export interface ApprovalVerdict {
  readonly approvedBy: string;
  readonly reason: string;
  readonly expiresMs: number;
}

const PlanChoice = z.strictObject({
  profileId: z.string().max(100),
  runbookId: z.string().max(200),
  parameters: z.record(z.string(), z.string()),
  from: z.string().max(200).nullable().default(null),
  planHash: z.string().max(100),
});
const FileText = z.string().max(1_000_000);
const Passphrase = z.string().max(500).nullable().default(null);

export const approvalsContract = {
  'approvals.key': call<ApprovalKey>()('read', Nothing),
  'approvals.createKey': call<ApprovalKey>()(
    'write',
    z.strictObject({ passphrase: Passphrase, replace: z.boolean().default(false) }),
  ),
  /** A file for the one who approves. Refused with `conflict` when planning again gives another hash. */
  'approvals.request': call<ExportedDocument>()('read', PlanChoice.extend({ reason: z.string().max(2000) })),
  'approvals.inspect': call<InspectedRequest>()('read', z.strictObject({ request: FileText })),
  'approvals.sign': call<ExportedDocument>()(
    'write',
    z.strictObject({
      request: FileText,
      /** How long it can be used. */
      hours: z.number().min(0.25).max(720),
      reason: z.string().max(2000),
      passphrase: Passphrase,
    }),
  ),
  /** Whether that approval would let that plan run; uses nothing up. Throws what speaks against it. */
  'approvals.check': call<ApprovalVerdict>()('read', PlanChoice.extend({ approval: z.string().max(100_000) })),
};
