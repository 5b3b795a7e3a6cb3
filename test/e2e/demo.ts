// The demo as a user starts it (`marsad demo --no-open`, in folders of its own), and pages on it. Every spec takes `test` from
// here; one demo serves the whole run and ends with it.

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import { expect, test as base, type Browser, type BrowserContext, type Page } from 'playwright/test';
import { launchChromium } from '../fixtures/chromium.ts';

export { expect };

const root = fileURLToPath(new URL('../..', import.meta.url));
export interface LabServer {
  readonly name: string;
  readonly kind: 'redis' | 'mongod';
  readonly port: number;
  readonly pid: number;
}

export interface Demo {
  readonly origin: string;
  readonly environment: NodeJS.ProcessEnv;
  /** A browser that has been let in. */
  readonly browser: Browser;
  readonly door: Awaited<ReturnType<BrowserContext['storageState']>>;
  servers(): Promise<readonly LabServer[]>;
  /** What redis-cli would say on that port. */
  redis(port: number, ...command: readonly [string, ...string[]]): Promise<unknown>;
  /** A client that follows the primary. */
  readonly mongo: MongoClient;
  marsad(...words: readonly string[]): Promise<CommandResult>;
}

export interface CommandResult {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

export const test = base.extend<{ readonly open: OpenPage }, { readonly demo: Demo }>({
  demo: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'marsad-e2e-'));
      const environment = environmentIn(folder);
      const child = startMarsad(environment, ['demo', '--no-open', '--json']);
      const browser = await launchChromium();
      const ends: (() => Promise<unknown>)[] = [
        () => browser.close(),
        () => stopped(child),
        () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
      ];
      try {
        const demo = await enter(child, environment, browser);
        ends.unshift(() => demo.mongo.close());
        await use(demo);
      } finally {
        for (const end of ends) await end();
      }
    },
    { scope: 'worker', timeout: 240_000 },
  ],
  open: async ({ demo }, use) => {
    const contexts: BrowserContext[] = [];
    const troubles: string[] = [];
    await use(async (address, { width = 1440, height = 900, theme = 'dark' } = {}) => {
      const context = await demo.browser.newContext({
        storageState: demo.door,
        viewport: { width, height },
        colorScheme: theme,
      });
      contexts.push(context);
      const page = await context.newPage();
      page.on('pageerror', (error) => troubles.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') troubles.push(message.text());
      });
      await page.goto(`${demo.origin}/${address}`);
      return page;
    });
    for (const context of contexts) await context.close();
    expect(troubles, 'errors in the page').toEqual([]);
  },
});

/** Opens `#/fleet` and the like in a fresh context that is already let in. Errors of the page fail the test. */
export type OpenPage = (
  address: string,
  look?: { readonly width?: number; readonly height?: number; readonly theme?: 'dark' | 'light' },
) => Promise<Page>;

/** Folders of its own, whatever else runs on this machine. */
export function environmentIn(folder: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_DATA_HOME: join(folder, 'data'),
    XDG_CACHE_HOME: join(folder, 'cache'),
    XDG_STATE_HOME: join(folder, 'state'),
  };
}

function startMarsad(environment: NodeJS.ProcessEnv, words: readonly string[]): ChildProcess {
  return spawn(process.execPath, [join('main', 'cli', 'marsad.mjs'), ...words], {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export async function runMarsad(environment: NodeJS.ProcessEnv, words: readonly string[]): Promise<CommandResult> {
  const child = startMarsad(environment, words);
  let output = '';
  let errors = '';
  child.stdout?.on('data', (text: Buffer) => (output += text.toString()));
  child.stderr?.on('data', (text: Buffer) => (errors += text.toString()));
  const code = await new Promise<number>((resolve) => child.once('close', (status) => resolve(status ?? -1)));
  return { code, output, errors };
}

/** Waits for the printed address, goes through it once, and keeps the cookie. */
async function enter(child: ChildProcess, environment: NodeJS.ProcessEnv, browser: Browser): Promise<Demo> {
  const address = await printedAddress(child);
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(address);
  const door = await context.storageState();
  await context.close();

  const servers = async (): Promise<readonly LabServer[]> => {
    const { output } = await runMarsad(environment, ['lab', 'status', '--json']);
    return (JSON.parse(output) as { readonly servers: readonly LabServer[] }).servers;
  };
  const members = (await servers()).filter(({ kind }) => kind === 'mongod').map(({ port }) => `127.0.0.1:${port}`);
  const mongo = await MongoClient.connect(`mongodb://${members.join(',')}/?replicaSet=almashooq-rs`);
  return {
    origin: new URL(address).origin,
    environment,
    browser,
    door,
    servers,
    mongo,
    marsad: (...words) => runMarsad(environment, words),
    async redis(port, name, ...rest) {
      const client = new Redis({ host: '127.0.0.1', port });
      client.on('error', () => undefined); // the call itself says what went wrong
      try {
        return await client.call(name, ...rest);
      } finally {
        client.disconnect();
      }
    },
  };
}

function printedAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    let errors = '';
    child.stdout?.on('data', (text: Buffer) => {
      output += text.toString();
      const address = /http:\/\/[^\s"]+/.exec(output)?.[0];
      if (address) resolve(address);
    });
    child.stderr?.on('data', (text: Buffer) => (errors += text.toString()));
    child.once('exit', (code) => reject(new Error(`the demo ended with ${code}:\n${errors}`)));
  });
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}
