// The lab's one owner: a process of its own that starts the servers, runs the load and ends everything when the last
// console that uses the lab is gone (unless it was asked to stay). It signals only what it spawned itself.
//
//     node main/lab/keeper.ts <lab folder>

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { KeeperOptions, OPTIONS_FILE } from './keeper-options.ts';
import { isInUse, readRecord, readWishes, removeLab, withLabLock, writeRecord, type LabRecord } from './lab-folder.ts';
import { labProfile, startLabServers } from './lab-servers.ts';
import { loadSwitch, type LoadSwitch } from './load-switch.ts';
import { identityOf } from '../process-identity.ts';
import { progressWriter } from './progress.ts';
import type { ServerHandle } from './server-process.ts';
import { until } from './until.ts';

/** How often it looks what consoles want and whether any is left. */
const LOOK_MS = 300;

async function keep(folder: string): Promise<void> {
  const options = KeeperOptions.parse(JSON.parse(await readFile(join(folder, OPTIONS_FILE), 'utf8')));
  // The console that spawned this process writes the first record; from then on only this process writes it.
  let record = await until(() => readOwnRecord(folder), { what: 'the first record', timeoutMs: 10_000 });
  const report = progressWriter(folder);
  const spawned = new Map<string, ServerHandle>();
  let load: LoadSwitch | null = null;
  let isEnding = false;

  const update = async (change: Partial<LabRecord>): Promise<void> => {
    record = { ...record, ...change };
    await writeRecord(folder, record);
  };

  const onSpawn = (server: ServerHandle): void => {
    spawned.set(server.name, server);
    if (isEnding) void server.kill();
    const identity = identityOf(server.pid);
    if (!identity) return;
    const row = { ...identity, kind: server.kind, name: server.name, port: server.port };
    const servers = [...record.servers.filter(({ name }) => name !== row.name), row].sort((a, b) => a.port - b.port);
    update({ servers }).catch(logProblem);
  };

  const endServers = async (): Promise<void> => {
    isEnding = true;
    clearInterval(looking);
    await Promise.all([...spawned.values()].map((server) => server.stop()));
  };

  /** With the lab's lock held by this process, or by the console that asked for the end and removes the folder itself. */
  const end = async (): Promise<void> => {
    if (isEnding) return;
    isEnding = true;
    await update({ status: 'stopping' });
    await endServers();
    await removeLab(folder, record);
  };

  const endWhenAsked = async (): Promise<void> => {
    if (isEnding) return;
    try {
      await withLabLock(folder, end, { waitMs: 0 });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
      await endServers();
    }
    process.exit(0);
  };

  const endWhenUnused = async (): Promise<void> => {
    if (record.keep || (await isInUse(folder))) return;
    await withLabLock(folder, async () => {
      if ((await isInUse(folder)) || (await readWishes(folder))?.keep) return;
      await end();
    });
    if (isEnding) process.exit(0);
  };

  const restarted = new Map<string, number>();
  const look = async (): Promise<void> => {
    const wishes = await readWishes(folder);
    if (wishes && wishes.keep !== record.keep) await update({ keep: wishes.keep });
    if (wishes && load && wishes.load !== record.load) {
      await load.set(wishes.load);
      await update({ load: wishes.load });
    }
    for (const [port, askedMs] of Object.entries(wishes?.restarts ?? {})) {
      if (restarted.get(port) === askedMs) continue;
      restarted.set(port, askedMs);
      const server = [...spawned.values()].find((candidate) => String(candidate.port) === port);
      if (server && !server.running) server.restart().catch(logProblem);
    }
    await endWhenUnused();
  };

  let isLooking = false;
  const looking = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    look()
      .catch(logProblem)
      .finally(() => (isLooking = false));
  }, LOOK_MS);
  process.on('SIGTERM', () => void endWhenAsked());
  process.on('SIGINT', () => void endWhenAsked());
  process.on('SIGHUP', () => undefined);

  try {
    const servers = await startLabServers({ folder, options, report, onSpawn, nowMs: Date.now() });
    const wanted = (await readWishes(folder))?.load ?? 'on';
    load = loadSwitch(servers, options.size);
    await load.set(wanted);
    report('load', 'done', wanted === 'on' ? 'a gentle load is on' : 'the load is off');
    await update({ status: 'ready', profile: labProfile(folder, servers), load: wanted });
  } catch (error) {
    if (isEnding) return; // it failed because its servers were taken away
    await endServers();
    const hint = error instanceof AppError ? error.hint : undefined;
    await update({ status: 'failed', failure: { message: messageOf(error), ...(hint !== undefined && { hint }) } });
    process.exit(1);
  }
}

async function readOwnRecord(folder: string): Promise<LabRecord | undefined> {
  const record = await readRecord(folder);
  return record?.keeper.pid === process.pid ? record : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Standard error is `keeper.log` in the lab's folder. */
function logProblem(error: unknown): void {
  console.error(new Date().toISOString(), messageOf(error));
}

const folder = process.argv[2];
if (folder === undefined) throw new AppError('bad_request', 'usage: keeper.ts <lab folder>');
await keep(folder);
