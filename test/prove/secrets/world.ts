// What the secrets belong to: Redis with ACL and TLS, MongoDB with SCRAM and TLS, a mail server and a web server that ask for
// theirs; and a console on all of them, whose every frame is kept.

import { createServer } from 'node:http';
import { mkdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { createApp } from '../../../main/app.ts';
import type { Host } from '../../../main/host.ts';
import { createLog } from '../../../main/log.ts';
import { createNodeHost } from '../../../main/node-host.ts';
import { systemClock } from '../../../main/system-clock.ts';
import type { Lifetime } from '../../../shared/lifetime.ts';
import type { Profile } from '../../../shared/model/profile.ts';
import { createPipe } from '../../../shared/pipe-wire.ts';
import { createRpcClient, type RpcClient } from '../../../shared/rpc-client.ts';
import { testCertificates, testKeyFile } from '../../fixtures/faults.ts';
import { serversIn, type TestServers } from '../../fixtures/servers.ts';
import type { Canaries } from './canaries.ts';

export interface SecretsWorld {
  readonly servers: TestServers;
  /** Everything the console writes lies below it. */
  readonly folder: string;
  readonly profile: Profile;
  readonly client: RpcClient;
  readonly mailPort: number;
  readonly webhookUrl: string;
  /** What a page was sent; what the mail and the web server were told, but for the headers the secret belongs into. */
  readonly heard: { readonly frames: string[]; readonly mails: string[]; readonly posts: string[] };
  /** What the servers themselves were told in names and documents: the lease, the names of connections. */
  askTarget(): Promise<string>;
}

export async function createSecretsWorld(lifetime: Lifetime, canaries: Canaries): Promise<SecretsWorld> {
  const servers = await serversIn(lifetime);
  const folder = await servers.newFolder('console');
  const tls = await testCertificates(await servers.newFolder('tls'));
  const keyFile = await testKeyFile(await servers.newFolder('key'));
  const [redisPassword, password] = [canaries['Redis password'].value, canaries['MongoDB password'].value];
  const [node, set] = await Promise.all([
    servers.redisNode({ tls, users: [{ name: 'console', password: redisPassword, rules: '~* &* +@all' }] }),
    servers.mongoSet({ members: [{}], tls, keyFile, admin: { username: 'console', password } }),
  ]);
  const mongo = await set.connect();
  lifetime.add(() => mongo.close());
  await mongo
    .db('shop')
    .collection('orders')
    .insertMany([{ total: 1 }, { total: 2 }]);
  await mongo.db('shop').collection('orders').createIndex({ total: 1 });

  const heard = { frames: [] as string[], mails: [] as string[], posts: [] as string[] };
  const mailPort = await mailServer(lifetime, canaries['mail password'].value, heard.mails);
  const webhookUrl = await webServer(lifetime, heard.posts);
  const profile: Profile = {
    id: 'guarded',
    name: 'Guarded',
    environment: 'staging',
    colour: '#aa3344',
    localCommands: true,
    redis: { seeds: [`localhost:${node.port}`], username: 'console', tls: { caFile: tls.caFile } },
    mongo: { seeds: [...set.seeds], replicaSet: set.name, username: 'console', tls: { caFile: tls.caFile } },
    stores: [{ kind: 'local', id: 'store', folder: join(folder, 'store') }],
  };
  const host: Host = {
    ...createNodeHost('browser'),
    paths: {
      settings: join(folder, 'config', 'marsad'),
      data: join(folder, 'data', 'marsad'),
      cache: join(folder, 'cache', 'marsad'),
    },
  };
  await mkdir(join(folder, 'store'));
  const app = await createApp({ host, clock: systemClock, log: createLog(host.paths) });
  lifetime.add(() => app.dispose());
  const { client: end, server } = createPipe();
  app.serve(server);
  end.onFrame((text) => heard.frames.push(text));
  return {
    servers,
    folder,
    profile,
    client: createRpcClient(end),
    mailPort,
    webhookUrl,
    heard,
    async askTarget() {
      const leases = await mongo.db('marsad').collection('leases').find({}).toArray();
      const operations = await mongo
        .db('admin')
        .aggregate([{ $currentOp: { idleConnections: true } }])
        .toArray();
      return JSON.stringify([leases, operations]);
    },
  };
}

async function mailServer(lifetime: Lifetime, password: string, mails: string[]): Promise<number> {
  const server = new SMTPServer({
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    onAuth: (given, _session, done) =>
      given.password === password ? done(null, { user: given.username }) : done(new Error('not this password')),
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        mails.push(Buffer.concat(chunks).toString());
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  lifetime.add(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return (server.server.address() as AddressInfo).port;
}

async function webServer(lifetime: Lifetime, posts: string[]): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { 'x-token': _secret, ...headers } = request.headers;
      posts.push(JSON.stringify({ url: request.url, headers, body: Buffer.concat(chunks).toString() }));
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  lifetime.add(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
}
