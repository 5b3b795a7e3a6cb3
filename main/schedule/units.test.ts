import { test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCron } from './cron-fields.ts';
import { nextTimes } from './due-times.ts';
import { onCalendar } from './on-calendar.ts';
import { unitsOf } from './units.ts';

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
const program = {
  node: process.execPath,
  marsad: '/opt/Marsad $5 100%/main/cli/marsad.mjs',
  timeZone: 'Europe/Berlin',
  folders: {},
};
const nightly = { name: 'Nightly\nbackup', cron: '0 2 * * *', timeZone: 'Europe/Berlin' };
const sundays = { name: 'Reindex', cron: '20 1 * * 0', timeZone: 'Asia/Damascus' };
const monthly = { name: 'Monthly', cron: '15 3 1,15 * 5', timeZone: 'Asia/Kathmandu' };

test('without an enabled schedule there is nothing to install', () => {
  assert.deepEqual(unitsOf('systemd', [], program), { files: [], install: [], notes: ['none'] });
});

test('units are what systemd itself accepts', { skip: !hasSystemd && 'no systemd-analyze here' }, async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'marsad-units-'));
  context.after(() => rm(folder, { recursive: true }));
  const { files } = unitsOf('systemd', [nightly, sundays, monthly], program);
  for (const { name, content } of files) await writeFile(join(folder, name), content);
  const checked = spawnSync(
    'systemd-analyze',
    ['verify', '--user', '--man=no', ...files.map(({ name }) => join(folder, name))],
    {
      encoding: 'utf8',
      env: { ...process.env, XDG_RUNTIME_DIR: folder },
    },
  );
  const ours = checked.stderr.split('\n').filter((line) => line.includes('marsad'));
  assert.deepEqual([checked.status, ours], [0, []], checked.stderr);
  const timer = files.find(({ name }) => name.endsWith('.timer'))!.content;
  assert.match(timer, /^Persistent=true$/m);
  assert.equal(timer.match(/^OnCalendar=/gm)?.length, 4, 'either day is two expressions');
  assert.doesNotMatch(timer, /^backup/m, 'a line break in a name makes no line of the file');
});

test('folders of its own are found by the system’s scheduler as well', () => {
  const own = { ...program, folders: { XDG_CONFIG_HOME: '/srv/my 100% $5' } };
  const service = unitsOf('systemd', [nightly], own).files[0]!.content;
  assert.match(service, /^Environment="XDG_CONFIG_HOME=\/srv\/my 100%% \$5"$/m);
  const crontab = unitsOf('cron', [nightly], own).files[0]!.content;
  assert.match(crontab, / XDG_CONFIG_HOME='\/srv\/my 100\\% \$5' /);
});

test('systemd and the console agree on the times', { skip: !hasSystemd && 'no systemd-analyze here' }, () => {
  const from = Date.parse('2026-11-20T10:20:30Z');
  for (const { cron, timeZone } of [
    nightly,
    sundays,
    { cron: '*/15 8-18 * * mon-fri', timeZone: 'UTC' },
    { cron: '0 0 29 2 *', timeZone: 'UTC' },
    { cron: '7 */6 */10 1-6/2 *', timeZone: 'America/New_York' },
    monthly,
  ]) {
    const expressions = onCalendar(parseCron(cron), timeZone);
    const theirs = [...new Set(expressions.flatMap((expression) => iterations(expression, from)))].sort(
      (a, b) => a - b,
    );
    assert.deepEqual(theirs.slice(0, 6), nextTimes({ cron, timeZone }, from, 6), `${cron} in ${timeZone}`);
  }
});

function iterations(expression: string, fromMs: number): number[] {
  const base = new Date(fromMs).toISOString().replace('T', ' ').slice(0, 19);
  const words = ['calendar', '--iterations=6', `--base-time=${base} UTC`, expression];
  const told = execFileSync('systemd-analyze', words, { encoding: 'utf8', env: { ...process.env, TZ: 'UTC' } });
  return [...told.matchAll(/(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC$/gm)].map(([, day, time]) =>
    Date.parse(`${day}T${time}Z`),
  );
}

test('a crontab holds the same five fields, or looser ones where cron does not know the zone', () => {
  const { files, notes } = unitsOf('cron', [nightly, sundays, monthly], program);
  const lines = files[0]!.content.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const command = `${process.execPath} '/opt/Marsad $5 100\\%/main/cli/marsad.mjs' schedule run --once`;
  assert.deepEqual(lines, [`0 2 * * * ${command}`, `20 * * * * ${command}`, `* * * * * ${command}`]);
  for (const line of lines) parseCron(line.split(' ').slice(0, 5).join(' '));
  assert.deepEqual(notes, ['regenerate', 'secrets', 'time-zones']);
});
