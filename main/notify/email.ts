// A result as a mail by SMTP. A password is only ever sent after TLS stands, or to a relay on this machine; the certificate is
// checked against the system's authorities or the given one, always.

import { readFile } from 'node:fs/promises';
import { AppError } from '../../shared/errors.ts';
import type { EmailSettings } from '../../shared/model/notification.ts';
import type { Message } from './message.ts';
import { isLoopback } from './webhook.ts';

export interface EmailOptions {
  readonly settings: EmailSettings;
  readonly password: string | undefined;
}

const LIMIT_MS = 15_000;

/** Throws `unreachable`, `denied` or `bad_request`, each with what to do. */
export async function sendEmail(message: Message, { settings, password }: EmailOptions): Promise<void> {
  const { host, port, security, username, from, to } = settings;
  if (username !== undefined && security === 'none' && !isLoopback(host)) {
    throw new AppError('denied', 'A password is not sent without TLS.', { hint: 'Choose STARTTLS or TLS.' });
  }
  if (username !== undefined && password === undefined) {
    throw new AppError('denied', `The mail server’s password for ${username} is not known here.`, {
      hint: 'Type it in the notification settings, or set MARSAD_SMTP_PASSWORD for the command line.',
    });
  }
  const ca = settings.caFile === undefined ? undefined : await readCertificate(settings.caFile);
  const { default: nodemailer } = await import('nodemailer'); // large, and seldom wanted
  const transport = nodemailer.createTransport({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    connectionTimeout: LIMIT_MS,
    greetingTimeout: LIMIT_MS,
    socketTimeout: LIMIT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    tls: { minVersion: 'TLSv1.2', ...(ca === undefined ? {} : { ca }) },
    ...(username === undefined ? {} : { auth: { user: username, pass: password ?? '' } }),
  });
  try {
    await transport.sendMail({
      from: { name: 'Marsad', address: from },
      to: [...to],
      subject: message.subject,
      text: message.body,
    });
  } catch (error) {
    throw mapped(error as MailError, settings);
  } finally {
    transport.close();
  }
}

async function readCertificate(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new AppError('bad_request', `The certificate file cannot be read (${error.code ?? 'unknown reason'}).`, {
      hint: file,
    });
  });
}

interface MailError extends Error {
  readonly code?: string;
  readonly responseCode?: number;
}

/** The server's own words may repeat what was sent to it: its number is enough. */
function mapped({ code, responseCode, message }: MailError, { host, port }: EmailSettings): AppError {
  const where = `${host}:${port}`;
  const number = responseCode === undefined ? '' : ` (${responseCode})`;
  if (code === 'EAUTH') {
    return new AppError('denied', `The mail server ${where} refused the name or the password${number}.`, {
      hint: 'Check both, and whether the server wants an application password.',
    });
  }
  if (code === 'EENVELOPE') {
    return new AppError('denied', `The mail server ${where} refused the sender or a recipient${number}.`, {
      hint: 'Check the addresses, and that this user may send from there.',
    });
  }
  if (/certificate|self.signed|altname|issuer|CERT/i.test(`${code} ${message}`)) {
    return new AppError('denied', `The certificate of ${where} is not trusted.`, {
      hint: 'Give the file of the authority that signed it, and use the name the certificate is for.',
    });
  }
  if (code === 'ETLS' || /wrong version number|STARTTLS/i.test(message)) {
    return new AppError('denied', `TLS with ${where} could not be agreed on.`, {
      hint: 'Port 465 mostly wants TLS from the start, port 587 STARTTLS.',
    });
  }
  return new AppError(
    'unreachable',
    `The mail server ${where} did not take the mail (${code ?? 'no answer'}${number}).`,
    {
      hint: 'Check the name and the port, and that this machine may reach it.',
    },
  );
}
