// Results told for real: a mail server with TLS, a web server, and what is said when either fails.

import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { AppError } from '../../shared/errors.ts';
import { Lifetime } from '../../shared/lifetime.ts';
import { DEFAULT_NOTIFICATIONS, type NotificationSettings } from '../../shared/model/notification.ts';
import type { ScheduleOutcome } from '../../shared/model/schedule.ts';
import { text } from '../../shared/text.ts';
import { sendEmail } from '../../main/notify/email.ts';
import { messageOf, type Result } from '../../main/notify/message.ts';
import { createNotificationSecrets } from '../../main/notify/notification-secrets.ts';
import { createNotificationStore } from '../../main/notify/notification-store.ts';
import { createNotifier, type Notifier } from '../../main/notify/notifier.ts';
import { postWebhook } from '../../main/notify/webhook.ts';
import { createNodeHost } from '../../main/node-host.ts';
import { systemClock } from '../../main/system-clock.ts';
import { manualClock } from '../fixtures/manual-clock.ts';
import { waitFor } from '../fixtures/wait-for.ts';

const PASSWORD = 'canary-mail-password';
const folder = await mkdtemp(join(tmpdir(), 'marsad-notify-'));
const lifetime = new Lifetime('notify');
after(async () => {
  await lifetime.dispose();
  await rm(folder, { recursive: true, force: true });
});

const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
execFileSync(
  'openssl',
  [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'],
    ...['-addext', 'subjectAltName=DNS:localhost', '-keyout', keyFile, '-out', certFile],
  ],
  { stdio: 'ignore' },
);

interface MailServer {
  readonly port: number;
  readonly mails: string[];
}

async function mailServer(secure: boolean): Promise<MailServer> {
  const mails: string[] = [];
  const server = new SMTPServer({
    secure,
    key: await readFile(keyFile),
    cert: await readFile(certFile),
    onAuth: ({ username, password }, _session, done) =>
      password === PASSWORD && username === 'marsad'
        ? done(null, { user: username })
        : done(new Error(`the password ${password ?? ''} is wrong`)),
    onRcptTo: ({ address }, _session, done) =>
      address.startsWith('nobody') ? done(new Error('no such mailbox')) : done(),
    onData(stream, _session, done) {
      let mail = '';
      stream.on('data', (chunk: Buffer) => (mail += chunk.toString()));
      stream.on('end', () => {
        mails.push(mail);
        done();
      });
    },
  });
  server.on('error', () => undefined); // handshakes that a test breaks on purpose
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  lifetime.add(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { port: (server.server.address() as AddressInfo).port, mails };
}

const outcome: ScheduleOutcome = {
  ...{ id: 'nightly@1', scheduleId: 'nightly', dueMs: 1_790_000_000_000, claimedMs: 1_790_000_001_000 },
  ...{ endedMs: 1_790_000_062_000, kind: 'due', result: 'failed', skipped: null, runId: 'run-1', missedBefore: 2 },
  error: { code: 'unreachable', message: 'redis-1:7000 does not answer.', hint: 'Start it.', retryable: true },
};
const result: Result = {
  scheduleName: 'Nightly\r\nBcc: everybody@example.org',
  runbookId: 'backup.take',
  runbookTitle: text('title'),
  texts: { en: { title: 'Take a backup' }, ar: { title: 'أخذ نسخة احتياطية' } },
  profileId: 'shop',
  profileName: 'The shop',
  timeZone: 'UTC',
  outcome,
};

const email = (port: number, part: object = {}) => ({
  ...{ host: 'localhost', port, security: 'starttls' as const, caFile: certFile, username: 'marsad' },
  ...{ from: 'marsad@example.org', to: ['dba@example.org', 'night@example.org'] },
  ...part,
});

for (const security of ['starttls', 'tls'] as const) {
  test(`a mail by ${security} arrives, with every fact and no line of its own making`, async () => {
    const server = await mailServer(security === 'tls');
    await sendEmail(messageOf(result, 'en'), { settings: email(server.port, { security }), password: PASSWORD });
    const [mail] = server.mails;
    assert.match(mail!, /^Subject: .*Failed: Take a backup|^Subject: =\?UTF-8/m);
    for (const fact of [/redis-1:7000 does not answer/, /Start it/, /run-1/, /1 min 1 s/, /Missed before it: 2/])
      assert.match(mail!, fact);
    assert.doesNotMatch(mail!, /^Bcc:/m);
    assert.doesNotMatch(mail!, new RegExp(PASSWORD));
  });
}

test('what is wrong with a mail is said, without what was sent', async () => {
  const { port } = await mailServer(false);
  const send = (part: object, password: string | undefined = PASSWORD) =>
    sendEmail(messageOf(result, 'en'), { settings: email(port, part), password });
  const refused = async (work: Promise<void>, code: string, message: RegExp): Promise<void> => {
    await assert.rejects(work, (error: AppError) => {
      assert.equal(error.code, code, error.message);
      assert.match(error.message, message);
      assert.doesNotMatch(JSON.stringify(error.toData()), /canary|wrong-one/);
      return true;
    });
  };
  await refused(send({}, 'wrong-one'), 'denied', /refused the name or the password/);
  await refused(send({}, ''), 'denied', /refused/);
  await refused(
    sendEmail(messageOf(result, 'en'), { settings: email(port), password: undefined }),
    'denied',
    /not known here/,
  );
  await refused(send({ to: ['nobody@example.org'] }), 'denied', /refused the sender or a recipient/);
  await refused(send({ caFile: undefined }), 'denied', /not trusted/);
  await refused(send({ caFile: join(folder, 'none.pem') }), 'bad_request', /cannot be read \(ENOENT\)/);
  await refused(send({ security: 'none', host: 'mail.example.org' }), 'denied', /without TLS/);
  await refused(send({ port: 1 }), 'unreachable', /localhost:1 did not take/);
});

interface WebServer {
  readonly url: string;
  readonly requests: { readonly headers: IncomingMessage['headers']; readonly body: string }[];
}

async function webServer(answer: (count: number, response: ServerResponse) => void): Promise<WebServer> {
  const requests: WebServer['requests'] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      requests.push({ headers: request.headers, body });
      answer(requests.length, response);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  lifetime.add(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, requests };
}

const webhook = (url: string) => ({ url, secretHeader: 'X-Token' });
const never = new AbortController().signal;

test('a webhook gets the facts as JSON and the secret in its header; what fails for a moment is tried again', async () => {
  const server = await webServer((count, response) => response.writeHead(count < 3 ? 503 : 204).end());
  const clock = manualClock();
  const options = { settings: webhook(server.url), secret: 'hush', clock, signal: never };
  let isSent = false;
  const sent = postWebhook({ event: 'schedule.result' }, options).then(() => (isSent = true));
  await waitFor(async () => {
    await clock.advance(1_000);
    return isSent;
  });
  await sent;
  assert.equal(server.requests.length, 3);
  assert.equal(server.requests[2]?.headers['x-token'], 'hush');
  assert.deepEqual(JSON.parse(server.requests[2]!.body), { event: 'schedule.result' });
});

test('a refusal and a redirect are not tried again, and the secret goes nowhere else', async () => {
  const other = await webServer((_count, response) => response.end());
  const server = await webServer((_count, response) => response.writeHead(302, { location: other.url }).end());
  const options = { secret: 'hush', clock: manualClock(), signal: never };
  await assert.rejects(postWebhook({}, { ...options, settings: webhook(server.url) }), { message: /answered 302/ });
  assert.deepEqual([server.requests.length, other.requests.length], [1, 0]);
  await assert.rejects(postWebhook({}, { ...options, settings: webhook('http://hooks.example.org/') }), {
    code: 'denied',
    message: /not sent over plain http/,
  });
});

async function notifierWith(settings: Partial<NotificationSettings>, failures: AppError[] = []): Promise<Notifier> {
  const own = lifetime.child('notifier');
  const settingsFolder = await mkdtemp(join(folder, 'settings-'));
  const store = createNotificationStore({ folder: settingsFolder, lifetime: own, report: assert.ifError });
  await store.save({ ...DEFAULT_NOTIFICATIONS, ...settings });
  return createNotifier({
    store,
    secrets: createNotificationSecrets(createNodeHost('browser').secrets, { MARSAD_SMTP_PASSWORD: PASSWORD }),
    host: { face: 'browser' },
    clock: systemClock,
    lifetime: own,
    language: () => 'ar',
    toError: (thrown) => (thrown instanceof AppError ? thrown : new AppError('internal', String(thrown))),
    onFailure: (_channel, error) => failures.push(error),
  });
}

test('a rule says who hears what; a channel that fails is shown, and holds nobody up', async () => {
  const [mail, web] = [await mailServer(false), await webServer((_count, response) => response.writeHead(400).end())];
  const failures: AppError[] = [];
  const notifier = await notifierWith({ email: email(mail.port), webhook: webhook(web.url) }, failures);
  const done: Result = { ...result, outcome: { ...outcome, result: 'done', error: null } };
  notifier.tell({ on: 'never', channels: ['email'] }, result);
  notifier.tell({ on: 'failure', channels: ['email'] }, done);
  await notifier.idle();
  assert.equal(mail.mails.length, 0);

  notifier.tell({ on: 'failure', channels: ['webhook', 'email', 'desktop'] }, result);
  await notifier.idle();
  assert.equal(mail.mails.length, 1);
  assert.equal(JSON.parse(web.requests[0]!.body).error.message, 'redis-1:7000 does not answer.');
  const { channels, notices } = notifier.state.get().state;
  assert.equal(channels['email']?.error, null);
  assert.match(channels['webhook']?.error?.message ?? '', /answered 400/);
  assert.deepEqual(
    failures.map(({ code }) => code),
    ['denied'],
  );
  assert.equal(notices['nightly@1']?.outcome.runId, 'run-1');
});

test('a test says what is wrong; settings hold no secret', async () => {
  const server = await mailServer(false);
  const notifier = await notifierWith({});
  await assert.rejects(notifier.test('email', result), { code: 'bad_request', message: /not set up/ });
  await notifier.save({ ...DEFAULT_NOTIFICATIONS, email: email(server.port) }, { smtpPassword: 'wrong-one' });
  await assert.rejects(notifier.test('email', result), { code: 'denied' });
  await notifier.save({ ...DEFAULT_NOTIFICATIONS, email: email(server.port) }, { smtpPassword: PASSWORD });
  await notifier.test('email', result);
  assert.equal(server.mails.length, 1);
  assert.doesNotMatch(JSON.stringify(notifier.state.get().state), /canary|wrong-one/);
});

test('what is told is bounded', () => {
  const long = { ...outcome, error: { code: 'internal', message: 'x'.repeat(50_000), retryable: false } as const };
  const { subject, body } = messageOf({ ...result, scheduleName: 'n'.repeat(80), outcome: long }, 'ar');
  assert.ok(subject.length <= 150 && body.length < 2_000, `${subject.length} ${body.length}`);
  assert.match(subject, /فشل: أخذ نسخة احتياطية/);
});
