// Proof: secrets. Marked passwords go through every flow; then they are looked for in every file, frame, document, line of
// output, process argument, mail and post, and in what the servers themselves were told.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Lifetime } from '../../shared/lifetime.ts';
import { makeCanaries, tellTales, type Canaries } from './secrets/canaries.ts';
import { FLOWS, type Heard } from './secrets/flows.ts';
import { createSecretsWorld, type SecretsWorld } from './secrets/world.ts';
import type { Prove } from './proof.ts';

interface Found {
  readonly place: string;
  searched: number;
  readonly leaks: string[];
}

/** Files that must be among those searched, or nothing was shown. */
const WRITTEN = ['profiles.json', 'audit.jsonl', 'journal.jsonl', 'manifest.json'];

/** `count`: rounds, each with other secrets. */
export const prove: Prove = async (count) => {
  const places = new Map<string, Found>();
  const faults: string[] = [];
  const flows = new Map(Object.keys(FLOWS).map((name) => [name, 0]));
  for (let round = 0; round < count; round += 1) {
    const lifetime = new Lifetime('secrets proof');
    try {
      const canaries = makeCanaries(`r${round}`);
      const world = await createSecretsWorld(lifetime, canaries);
      const heard: Heard = { outputs: [], documents: [] };
      for (const [name, flow] of Object.entries(FLOWS)) {
        await flow(world, canaries, heard).then(
          () => flows.set(name, flows.get(name)! + 1),
          (error: unknown) => faults.push(`${name}: ${String(error)}`),
        );
        await searchArguments(canaries, places);
      }
      await search(world, heard, canaries, places, faults);
    } finally {
      await lifetime.dispose();
    }
  }
  const leaks = [...places.values()].flatMap(({ leaks: each }) => each);
  const searched = [...places.values()].reduce((sum, each) => sum + each.searched, 0);
  return {
    rows: [
      ['flow', 'rounds', ''],
      ...[...flows].map(([name, rounds]) => [name, String(rounds), rounds === count ? 'went as it should' : 'FAILED']),
      ['', '', ''],
      ['place', 'searched', 'leaks'],
      ...[...places.values()].map((found) => [found.place, String(found.searched), String(found.leaks.length)]),
      ...[...leaks, ...faults].slice(0, 20).map((each) => [each.slice(0, 300)]),
    ],
    closing: `${Object.keys(FLOWS).length} flows, ${searched} files and texts searched, ${leaks.length} secrets found.`,
    holds: leaks.length === 0 && faults.length === 0,
  };
};

async function search(
  { folder, heard: { frames, mails, posts }, askTarget }: SecretsWorld,
  { outputs, documents }: Heard,
  canaries: Canaries,
  places: Map<string, Found>,
  faults: string[],
): Promise<void> {
  const look = (place: string, what: string, text: string): void => lookAt(places, canaries, place, what, text);
  for (const frame of frames) look('frames to the page', frame.slice(0, 120), frame);
  for (const line of outputs) look('output of the command line', line.slice(0, 120), line);
  for (const { fileName, content, encoding } of documents)
    look('exported documents', fileName, Buffer.from(content, encoding).toString('latin1'));
  for (const mail of mails) look('mails', mail.slice(0, 120), mail);
  for (const post of posts) look('posts', post.slice(0, 120), post);
  look('leases and operations on the servers', 'currentOp', await askTarget());
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  for (const { parentPath, name } of files) {
    const path = join(parentPath, name);
    look('files on disk', path, (await readFile(path)).toString('latin1'));
  }
  for (const wanted of WRITTEN) if (!files.some(({ name }) => name === wanted)) faults.push(`no ${wanted} was written`);
}

/** Of every process of this machine, while the secrets are in use. */
async function searchArguments(canaries: Canaries, places: Map<string, Found>): Promise<void> {
  if (process.platform !== 'linux') return;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (words !== '') lookAt(places, canaries, 'process arguments', words.slice(0, 60), words);
  }
}

function lookAt(places: Map<string, Found>, canaries: Canaries, place: string, what: string, text: string): void {
  const found = places.get(place) ?? { place, searched: 0, leaks: [] };
  places.set(place, found);
  found.searched += 1;
  for (const name of tellTales(canaries, text)) found.leaks.push(`${name} in ${place}: ${what}`);
}
