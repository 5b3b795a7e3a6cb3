// The two files of an approval: the request (a whole plan, its words, who asks) and the approval (a signature over that plan's
// hash). Both are JSON text that can be mailed; both come from outside and are parsed, never trusted.

import { hash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import type { Plan, RunbookInfo } from '../../shared/model/run.ts';
import { canonicalJson, hashPlan } from '../runbook/plan-hash.ts';

export const REQUEST_FORMAT = 'marsad-approval-request/1';
export const APPROVAL_FORMAT = 'marsad-approval/1';
/** A file of either kind is smaller. */
export const MAX_FILE_LENGTH = 1_000_000;

const Name = z.string().min(1).max(200);
const Moment = z.iso.datetime();
const TextShape = z.strictObject({
  key: z.string().max(500),
  values: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});
const Commands = z.array(z.strictObject({ where: z.string(), command: z.string() })).max(5000);
const PlanShape = z.looseObject({
  runbookId: Name,
  profileId: Name,
  parameters: z.record(z.string(), z.string()),
  title: TextShape,
  effect: z.enum(['read', 'write', 'destroy']),
  target: z.string().max(200),
  changes: z
    .array(z.strictObject({ where: z.string(), now: TextShape, after: TextShape, seen: TextShape.optional() }))
    .max(5000),
  steps: z
    .array(
      z.looseObject({
        id: Name,
        kind: z.enum(['check', 'act', 'verify', 'manual']),
        title: TextShape,
        commands: Commands,
      }),
    )
    .max(1000),
  warnings: z.array(TextShape).max(1000),
  wayBack: TextShape.nullable(),
  blocked: z.boolean(),
  createdMs: z.number(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});
const Texts = z.strictObject({
  en: z.record(z.string(), z.string()),
  ar: z.record(z.string(), z.string()).optional(),
});

const RequestFile = z.strictObject({
  format: z.literal(REQUEST_FORMAT),
  /** Made once; what was approved for it can be used once, on the console that asked. */
  id: z.string().regex(/^[0-9a-f-]{36}$/),
  plan: PlanShape,
  texts: Texts,
  profileName: Name,
  requester: z.string().max(200),
  /** Null where the requester has no key. */
  requesterKey: z.string().max(500).nullable(),
  reason: z.string().max(2000),
  created: Moment,
});
export interface ApprovalRequest extends Omit<z.infer<typeof RequestFile>, 'plan' | 'texts'> {
  readonly plan: Plan;
  readonly texts: RunbookInfo['texts'];
}

const ApprovalFile = z.strictObject({
  format: z.literal(APPROVAL_FORMAT),
  requestId: z.string().regex(/^[0-9a-f-]{36}$/),
  planHash: z.string().regex(/^[0-9a-f]{64}$/),
  /** Over the words the approver read the plan in. */
  textsHash: z.string().regex(/^[0-9a-f]{64}$/),
  runbookId: Name,
  profileId: Name,
  target: z.string().max(200),
  requester: z.string().max(200),
  approver: Name,
  publicKey: z.string().min(1).max(500),
  issuedAt: Moment,
  expiresAt: Moment,
  reason: z.string().max(2000),
  /** Ed25519, base64. */
  signature: z.string().min(1).max(200),
});
export type Approval = z.infer<typeof ApprovalFile>;

/** Throws `bad_request`; `damaged` where the plan inside is not the one its hash says. */
export function parseRequest(text: string): ApprovalRequest {
  const request = parseFile(text, RequestFile, 'approval request', REQUEST_FORMAT) as unknown as ApprovalRequest;
  const { hash: stated, createdMs: _when, ...plan } = request.plan;
  if (hashPlan(plan) !== stated) {
    throw new AppError('damaged', 'The plan in this request is not the one its hash stands for.', {
      hint: 'It was changed on its way, or made by another version of the console. Ask for the file again.',
    });
  }
  return request;
}

/** Throws `bad_request`. Says nothing about the signature yet. */
export function parseApproval(text: string): Approval {
  return parseFile(text, ApprovalFile, 'approval', APPROVAL_FORMAT);
}

/** What is signed: every field but the signature, in one possible order. */
export function signedBytes(approval: Omit<Approval, 'signature'>): Buffer {
  const { signature: _signature, ...body } = approval as Approval;
  return Buffer.from(canonicalJson(body));
}

export function hashTexts(texts: RunbookInfo['texts']): string {
  return hash('sha256', canonicalJson(texts));
}

function parseFile<Value>(text: string, schema: z.ZodType<Value>, what: string, format: string): Value {
  if (text.length > MAX_FILE_LENGTH) {
    throw new AppError('bad_request', `This is too long to be an ${what}.`, { hint: 'Choose the file you were sent.' });
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new AppError('bad_request', `This is not an ${what}: it is not JSON.`, {
      hint: 'Choose the file as it was sent; a copied part of it is not enough.',
    });
  }
  const found = typeof json === 'object' && json !== null && 'format' in json ? json.format : undefined;
  if (found !== format) {
    const other =
      found === REQUEST_FORMAT
        ? ' It is a request that waits for an approval.'
        : found === APPROVAL_FORMAT
          ? ' It is an approval.'
          : '';
    throw new AppError('bad_request', `This is not an ${what}.${other}`, { hint: `Its format would be ${format}.` });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const { path = [], message = 'another shape' } = parsed.error.issues[0] ?? {};
  throw new AppError('bad_request', `This ${what} cannot be read: ${path.join('.')}: ${message}.`, {
    hint: 'It was changed on its way, or made by another version of the console.',
  });
}
