// A result as JSON to an address of the user's: a few tries with growing pauses, each with a limit. The secret goes into one
// header, over TLS or to this machine only, and never along a redirect.

import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { WebhookSettings } from '../../shared/model/notification.ts';

export interface WebhookOptions {
  readonly settings: WebhookSettings;
  readonly secret: string | undefined;
  readonly clock: Clock;
  /** Ends the pauses: what was not taken by then is given up. */
  readonly signal: AbortSignal;
}

const LIMIT_MS = 10_000;
const PAUSES_MS = [1_000, 5_000, 20_000];

/** Throws what the last try failed with. */
export async function postWebhook(document: object, options: WebhookOptions): Promise<void> {
  refuseOpenSecret(options);
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await postOnce(document, options);
    } catch (error) {
      const pauseMs = PAUSES_MS[attempt];
      if (pauseMs === undefined || !(error instanceof AppError) || !error.retryable) throw error;
      await options.clock.sleep(pauseMs, options.signal);
    }
  }
}

async function postOnce(document: object, { settings, secret }: WebhookOptions): Promise<void> {
  const where = new URL(settings.url).host;
  let response: Response;
  try {
    response = await fetch(settings.url, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'marsad',
        ...(secret === undefined ? {} : { [settings.secretHeader]: secret }),
      },
      body: JSON.stringify(document),
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    await response.body?.cancel();
  } catch (cause) {
    throw new AppError('unreachable', `The webhook at ${where} did not answer (${reasonOf(cause)}).`, {
      hint: 'Check the address, and that this machine may reach it.',
      cause,
    });
  }
  if (response.ok) return;
  const isRedirect = response.status >= 300 && response.status < 400;
  throw new AppError('denied', `The webhook at ${where} answered ${response.status}.`, {
    hint: isRedirect
      ? 'It is a redirect, which is not followed: enter the final address.'
      : 'Check the address and the secret; the receiver’s log says more.',
    retryable: response.status >= 500 || response.status === 429,
  });
}

function refuseOpenSecret({ settings, secret }: WebhookOptions): void {
  const { protocol, hostname } = new URL(settings.url);
  if (secret === undefined || protocol === 'https:' || isLoopback(hostname)) return;
  throw new AppError('denied', 'A secret is not sent over plain http.', { hint: 'Use an https address.' });
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || /^127\.\d+\.\d+\.\d+$/.test(host) || host === '[::1]' || host === '::1';
}

function reasonOf(cause: unknown): string {
  if (cause instanceof Error && cause.name === 'TimeoutError') return `no answer within ${LIMIT_MS / 1000} s`;
  const inner = cause instanceof Error ? (cause.cause as NodeJS.ErrnoException | undefined) : undefined;
  return inner?.code ?? 'no connection';
}
