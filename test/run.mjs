// `npm test`: brings what is missing, then types and lint, unit and integration tests, end-to-end tests.
// Everything it starts and writes lives in one temporary folder; only downloaded programs stay, in the cache.
// Ends with `N passed, N failed` alone on a line. Plain JavaScript: it runs before anything is installed.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled, nodeOf } from '../main/cli/install.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const only = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const strict = process.env.CI === 'true';

ensureInstalled(root);
const node = nodeOf(root);
const scratch = mkdtempSync(join(tmpdir(), 'marsad-test-'));
const environment = {
  ...process.env,
  // Settings, data and runtime files go to the scratch folder; programs already downloaded are found in the real cache.
  MARSAD_PROGRAMS_DIR:
    process.env.MARSAD_PROGRAMS_DIR ??
    join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'marsad', 'programs'),
  XDG_CONFIG_HOME: join(scratch, 'config'),
  XDG_DATA_HOME: join(scratch, 'data'),
  XDG_CACHE_HOME: join(scratch, 'cache'),
  XDG_STATE_HOME: join(scratch, 'state'),
  TMPDIR: scratch,
  FORCE_COLOR: '0',
  NODE_NO_WARNINGS: '1',
};

/** @type {{ name: string, status: 'passed' | 'failed' | 'skipped', reason?: string | null }[]} */
const results = [];
/** What passed only on the second try. @type {string[]} */
const secondTries = [];
const MOST_SECOND_TRIES = 3;

function run(command, args, extra = {}) {
  return spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...environment, ...extra },
  });
}

/** A whole command that counts as one test: types of a folder, lint. */
function oneTest(name, command, args) {
  console.log(`\n# ${name}`);
  const { status } = run(command, args);
  results.push({ name, status: status === 0 ? 'passed' : 'failed' });
  return status === 0;
}

function findTests(folder, found = []) {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) findTests(path, found);
    else if (entry.name.endsWith('.test.ts')) found.push(path);
  }
  return found;
}

function bin(name) {
  return join(root, 'node_modules', '.bin', name);
}

function programs() {
  console.log('# programs');
  const { status } = run(node, [join('test', 'programs.ts')]);
  results.push({
    name: 'programs: redis-server, redis-cli, mongod, chromium',
    status: status === 0 ? 'passed' : strict ? 'failed' : 'skipped',
    reason: 'a program is missing, see above',
  });
}

function types() {
  for (const folder of ['shared', 'main', 'electron', 'renderer', 'test']) {
    oneTest(`types of ${folder}`, node, [join('node_modules', 'typescript', 'bin', 'tsc'), '-p', folder]);
  }
  oneTest('lint', bin('oxlint'), ['--quiet']);
}

function nodeTests(title, files) {
  if (files.length === 0) return;
  console.log(`\n# ${title}: ${files.length} files`);
  let counted = runNode(title, files);
  const failedFiles = [...new Set(counted.filter((test) => test.status === 'failed').map((test) => test.file))];
  if (title === 'integration' && failedFiles.length > 0 && failedFiles.length <= MOST_SECOND_TRIES) {
    // Real servers on a busy machine: a few files get one more try, alone, and the last lines say which needed it.
    console.log(`\n# ${title}, second try: ${failedFiles.join(' ')}`);
    const again = runNode(`${title} again`, failedFiles);
    for (const { file, name } of counted.filter((test) => test.status === 'failed')) {
      if (again.some((test) => test.file === file && test.name === name && test.status === 'passed'))
        secondTries.push(`${file}: ${name}`);
    }
    counted = [...counted.filter((test) => !failedFiles.includes(test.file)), ...again];
  }
  for (const { name, file, status, reason } of counted) results.push({ name: `${file}: ${name}`, status, reason });
}

/** One run of Node's runner. A run that fails without a failed test is itself one. */
function runNode(title, files) {
  const lines = join(scratch, `${title}.jsonl`);
  const { status } = run(node, [
    '--test',
    `--test-concurrency=${files.length > MOST_SECOND_TRIES ? 2 : 1}`,
    '--test-timeout=300000',
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=./test/report-lines.mjs',
    `--test-reporter-destination=${lines}`,
    ...files,
  ]);
  const read = existsSync(lines) ? readFileSync(lines, 'utf8').split('\n').filter(Boolean) : [];
  const counted = read
    .map((line) => JSON.parse(line))
    .map((test) => ({ ...test, file: test.file ? relative(root, test.file) : title }));
  if (status !== 0 && !counted.some((test) => test.status === 'failed'))
    counted.push({ name: 'the runner itself', file: title, status: 'failed', reason: null });
  return counted;
}

function endToEnd() {
  if (!existsSync(join(root, 'test', 'e2e', 'playwright.config.ts'))) return;
  console.log('\n# end to end');
  const report = join(scratch, 'e2e.json');
  const { status } = run(
    node,
    [
      join('node_modules', 'playwright', 'cli.js'),
      'test',
      '-c',
      join('test', 'e2e', 'playwright.config.ts'),
      '--reporter=list,json',
    ],
    {
      PLAYWRIGHT_JSON_OUTPUT_NAME: report,
      PLAYWRIGHT_OUTPUT_DIR: process.env.PLAYWRIGHT_OUTPUT_DIR ?? join(scratch, 'e2e'),
    },
  );
  const before = results.length;
  if (existsSync(report)) collect(JSON.parse(readFileSync(report, 'utf8')).suites, []);
  const failed = results.slice(before).some((result) => result.status === 'failed');
  if (status !== 0 && !failed) results.push({ name: 'end to end: the runner itself', status: 'failed' });
}

function collect(suites, path) {
  for (const suite of suites) {
    const here = [...path, suite.title];
    for (const spec of suite.specs ?? []) {
      for (const test of spec.tests) {
        const status = test.status === 'skipped' ? 'skipped' : test.status === 'unexpected' ? 'failed' : 'passed';
        if (test.status === 'flaky') secondTries.push(`e2e: ${[...here, spec.title].join(' › ')}`);
        const note = test.annotations?.find((annotation) => annotation.type === 'skip')?.description;
        results.push({
          name: `e2e ${test.projectName}: ${[...here, spec.title].join(' › ')}`,
          status,
          reason: note ?? null,
        });
      }
    }
    collect(suite.suites ?? [], here);
  }
}

/** A process whose command line names the scratch folder outlived its test: that is a failure, and it is ended. */
function leftovers() {
  if (process.platform !== 'linux') return;
  const left = [];
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)) {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      if (words.includes(scratch)) left.push({ pid: Number(pid), words });
    } catch {
      continue; // ended while we looked
    }
  }
  for (const { pid, words } of left) {
    console.log(`left behind: ${pid} ${words.slice(0, 200)}`);
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      continue; // ended by itself
    }
  }
  results.push({ name: 'no process is left behind', status: left.length === 0 ? 'passed' : 'failed' });
}

try {
  const chosen = (part) => only.length === 0 || only.includes(part);
  const tests = findTests('.');
  programs();
  if (chosen('check')) types();
  if (chosen('unit') || chosen('check'))
    nodeTests(
      'unit',
      tests.filter((file) => !file.startsWith('test/')),
    );
  if (chosen('integration'))
    nodeTests(
      'integration',
      tests.filter((file) => file.startsWith('test/integration')),
    );
  if (chosen('e2e')) endToEnd();
  leftovers();
} finally {
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
}

const count = (status) => results.filter((result) => result.status === status).length;
console.log('');
for (const { name, reason } of results.filter((result) => result.status === 'skipped'))
  console.log(`skipped: ${name}${reason ? ` (${reason})` : ''}`);
for (const { name } of results.filter((result) => result.status === 'failed')) console.log(`failed: ${name}`);
for (const name of secondTries) console.log(`second try: ${name}`);
const skipped = count('skipped');
console.log(`${count('passed')} passed, ${count('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = count('failed') > 0 ? 1 : 0;
