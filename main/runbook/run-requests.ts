// What an operator asks of a run that another console of this machine runs: a file in the run's folder, which its owner
// answers beside it. The folder is the user's alone; a request is parsed like anything that comes from outside.

import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Clock } from '../../shared/clock.ts';
import { AppError, type ErrorData } from '../../shared/errors.ts';
import { runsFolder } from './journal.ts';

export const RunRequest = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('cancel') }),
  z.strictObject({ kind: z.literal('pause') }),
  z.strictObject({ kind: z.literal('continue') }),
  z.strictObject({ kind: z.literal('answer'), stepId: z.string(), value: z.string(), note: z.string() }),
  z.strictObject({ kind: z.literal('note'), stepId: z.string().nullable(), text: z.string() }),
  z.strictObject({ kind: z.literal('handOver'), to: z.string(), note: z.string() }),
]);
export type RunRequest = z.infer<typeof RunRequest>;

const Sent = z.strictObject({ by: z.string(), request: RunRequest });

const LOOK_EVERY_MS = 250;
const ANSWER_EVERY_MS = 50;
const PATIENCE_MS = 10_000;
const REQUEST = '.request.json';
const REPLY = '.reply.json';

/** Resolves when the owner has done it; rejects with the owner's own error, or `unreachable` when it does not answer. */
export async function askOwner(
  { dataFolder, clock }: { readonly dataFolder: string; readonly clock: Clock },
  runId: string,
  by: string,
  request: RunRequest,
): Promise<void> {
  const folder = requestsFolder(dataFolder, runId);
  const name = randomUUID();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeWhole(join(folder, name + REQUEST), { by, request });
  const deadlineMs = clock.now() + PATIENCE_MS;
  try {
    while (clock.now() < deadlineMs) {
      const reply = await readJson(join(folder, name + REPLY));
      if (reply !== null) {
        const { error } = reply as { readonly error: ErrorData | null };
        if (error === null) return;
        throw AppError.from(error);
      }
      await clock.sleep(ANSWER_EVERY_MS);
    }
  } finally {
    for (const end of [REQUEST, REPLY]) await rm(join(folder, name + end), { force: true });
  }
  throw new AppError('unreachable', `The console that runs ${runId} does not answer.`, {
    hint: 'It is another console on this machine. Do it there, or end that console: the run is then interrupted.',
  });
}

/** Answers requests until `over`; those that were sent before it began are forgotten. Never rejects. */
export async function answerRequests(
  { dataFolder, clock, report }: { readonly dataFolder: string; readonly clock: Clock; report(error: unknown): void },
  runId: string,
  over: AbortSignal,
  handle: (request: RunRequest, by: string) => Promise<void>,
): Promise<void> {
  const folder = requestsFolder(dataFolder, runId);
  await rm(folder, { recursive: true, force: true }).catch(report);
  while (!over.aborted) {
    const names = await readdir(folder).catch((): string[] => []); // nobody has asked anything yet
    for (const name of names.filter((one) => one.endsWith(REQUEST)))
      await answerOne(join(folder, name), handle).catch(report);
    await clock.sleep(LOOK_EVERY_MS, over).catch(() => undefined); // over
  }
}

async function answerOne(file: string, handle: (request: RunRequest, by: string) => Promise<void>): Promise<void> {
  const sent = Sent.safeParse(await readJson(file));
  await rm(file, { force: true });
  const error = sent.success
    ? await handle(sent.data.request, sent.data.by).then(() => null, toData)
    : new AppError('bad_request', 'This console does not understand what it was asked.').toData();
  await writeWhole(file.slice(0, -REQUEST.length) + REPLY, { error });
}

function toData(thrown: unknown): ErrorData {
  return thrown instanceof AppError
    ? thrown.toData()
    : new AppError('internal', 'The console that runs it could not do this.').toData();
}

function requestsFolder(dataFolder: string, runId: string): string {
  return join(runsFolder(dataFolder), runId, 'requests');
}

async function writeWhole(file: string, value: unknown): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(value), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown;
  } catch {
    return null; // not there yet, or not JSON
  }
}
