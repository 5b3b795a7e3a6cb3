// A console of its own on the demo's lab: its folders are its own, so that it may be killed, its files damaged and its profiles
// changed while the demo tells other stories.

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright/test';
import type { Profile } from '../../shared/model/profile.ts';
import { runMarsad, type CommandResult, type Demo } from './demo.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface OwnConsole {
  readonly page: Page;
  /** `config/marsad`. */
  readonly settingsFolder: string;
  /** `data/marsad`. */
  readonly dataFolder: string;
  /** Opens `#/fleet` and the like. */
  open(hash: string): Promise<void>;
  /** A command in the folders of this console. */
  marsad(...words: readonly string[]): Promise<CommandResult>;
  /** Kills the console with -9 and starts another in the same folders. */
  killAndStart(): Promise<void>;
}

export interface OwnConsoleOptions {
  /** What lies in the settings folder before it starts: file name → content. */
  readonly settings?: Readonly<Record<string, string>>;
}

export async function withOwnConsole(
  demo: Demo,
  { settings = {} }: OwnConsoleOptions,
  work: (own: OwnConsole) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'marsad-e2e-own-'));
  const environment = {
    ...demo.environment,
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_DATA_HOME: join(folder, 'data'),
  };
  const settingsFolder = join(environment.XDG_CONFIG_HOME, 'marsad');
  for (const [name, content] of Object.entries(settings)) await writeInto(join(settingsFolder, name), content);
  const context = await demo.browser.newContext({ viewport: { width: 1440, height: 900 } });
  let child: ChildProcess | undefined;
  try {
    const page = await context.newPage();
    const start = async (): Promise<void> => {
      // The engine itself, not what starts it: that one would be killed alone.
      child = spawn(process.execPath, [join('main', 'cli', 'main.ts'), 'serve', '--json'], {
        cwd: root,
        env: environment,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const hash = page.url().includes('#') ? page.url().replace(/^.*#/, '#') : '#/runbooks';
      const address = await printedAddress(child);
      await page.goto(address);
      await page.goto(`${new URL(address).origin}/${hash}`);
    };
    await start();
    await work({
      page,
      settingsFolder,
      dataFolder: join(environment.XDG_DATA_HOME, 'marsad'),
      open: async (hash) => void (await page.goto(page.url().replace(/#.*/, hash))),
      marsad: (...words) => runMarsad(environment, words),
      async killAndStart() {
        await ended(child!, 'SIGKILL');
        await start();
      },
    });
  } finally {
    await context.close();
    if (child) await ended(child, 'SIGTERM');
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** `profiles.json` with the lab's servers under another name and environment. */
export async function labProfile(
  demo: Demo,
  profile: Partial<Profile> & Pick<Profile, 'id' | 'name'>,
): Promise<string> {
  const servers = await demo.servers();
  const seeds = (kind: 'redis' | 'mongod'): string[] =>
    servers.filter((server) => server.kind === kind).map(({ port }) => `127.0.0.1:${port}`);
  const whole: Profile = {
    environment: 'staging',
    colour: '#b48cf2',
    redis: { seeds: seeds('redis') },
    mongo: { seeds: seeds('mongod'), replicaSet: 'almashooq-rs' },
    stores: [],
    ...profile,
  };
  return JSON.stringify({ version: 1, profiles: [whole] });
}

async function writeInto(path: string, content: string): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, content);
}

async function printedAddress(child: ChildProcess): Promise<string> {
  let output = '';
  let errors = '';
  child.stderr!.on('data', (chunk) => (errors += String(chunk)));
  for await (const chunk of child.stdout!) {
    output += String(chunk);
    const address = /http:\/\/[^\s"]+/.exec(output)?.[0];
    if (address !== undefined) return address;
  }
  throw new Error(`the console ended before it printed its address:\n${errors}`);
}

async function ended(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await exit;
}
