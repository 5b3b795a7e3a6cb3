// One HTTP request of a runbook file. Redirects are not followed, the answer is read up to a bound, nothing secret is sent.

import { readFile } from 'node:fs/promises';
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { AppError } from '../../../shared/errors.ts';
import type { Reading } from '../runbook.ts';
import type { HttpData } from './plan-data.ts';
import { asText } from './wording.ts';

const MAX_BYTES = 64 * 1024;

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly tookMs: number;
}

/** Asks once. A server that cannot be reached is a reading that does not hold, with the reason. */
export async function readHttp(http: HttpData, signal: AbortSignal): Promise<Reading> {
  try {
    const answer = await ask(http, signal);
    const fault = faultOf(http, answer);
    const en = `${http.method} ${http.url}: ${answer.status} in ${Math.round(answer.tookMs)} ms`;
    return {
      ok: fault === null,
      text: asText({ en: fault ? `${en}; ${fault}` : en, ar: fault ? `${en}; ${fault}` : en }),
    };
  } catch (error) {
    signal.throwIfAborted();
    const words = `${http.method} ${http.url}: ${reasonOf(error)}`;
    return { ok: false, text: asText({ en: words, ar: words }) };
  }
}

function faultOf({ status, contains }: HttpData, answer: Answer): string | null {
  const expected = status.length > 0 ? status.includes(answer.status) : answer.status >= 200 && answer.status < 300;
  if (!expected) return `expected ${status.length > 0 ? status.join(' or ') : '200 to 299'}`;
  if (contains !== null && !answer.body.includes(contains))
    return `the answer does not contain ${JSON.stringify(contains)}`;
  return null;
}

async function ask(http: HttpData, signal: AbortSignal): Promise<Answer> {
  const url = new URL(http.url);
  const ca = http.caFile === null ? undefined : await readFile(http.caFile);
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  const beganMs = performance.now();
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const ended = AbortSignal.any([signal, AbortSignal.timeout(http.timeoutMs)]);
  const request = send(
    url,
    {
      method: http.method,
      signal: ended,
      agent: false,
      headers: {
        'user-agent': 'marsad',
        accept: '*/*',
        ...(http.body === null ? {} : { 'content-type': 'application/json' }),
      },
      ...(ca === undefined ? {} : { ca }),
    },
    (response) => {
      readBody(response).then(
        (body) => resolve({ status: response.statusCode ?? 0, body, tookMs: performance.now() - beganMs }),
        reject,
      );
    },
  );
  request.on('error', reject);
  request.end(http.body ?? undefined);
  return promise;
}

async function readBody(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    parts.push(part.subarray(0, MAX_BYTES - size));
    size += part.length;
    if (size >= MAX_BYTES) break; // leaving the loop ends the connection
  }
  return Buffer.concat(parts).toString('utf8');
}

function reasonOf(error: unknown): string {
  if (error instanceof AppError) return error.message;
  if (!(error instanceof Error)) return 'it cannot be asked';
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return 'no answer in time';
  return 'code' in error ? `${error.message || String(error.code)}` : error.message;
}
