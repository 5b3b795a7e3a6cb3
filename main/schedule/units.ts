// Files for the system's own scheduler: what runs schedules while no console is open. Text only, nothing is installed, and no
// secret is inside: those come from the environment file or the credentials of whoever installs them.

import { fileURLToPath } from 'node:url';
import type { ScheduleUnits } from '../../shared/contract/schedules.ts';
import type { Schedule } from '../../shared/model/schedule.ts';
import { parseCron, type CronFields } from './cron-fields.ts';
import { onCalendar } from './on-calendar.ts';

type Times = Pick<Schedule, 'name' | 'cron' | 'timeZone'>;

/** The program as it is called now; absolute, since neither cron nor systemd have the user's PATH. */
export interface Program {
  readonly node: string;
  readonly marsad: string;
  readonly timeZone: string;
  /** Folders of its own, where they are set: without them it would look for its schedules somewhere else. */
  readonly folders: Readonly<Record<string, string>>;
}

const FOLDERS = ['XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_CACHE_HOME'] as const;

function thisProgram(): Program {
  return {
    node: process.execPath,
    marsad: fileURLToPath(new URL('../cli/marsad.mjs', import.meta.url)),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    folders: Object.fromEntries(
      FOLDERS.flatMap((name) => (process.env[name] ? [[name, process.env[name]] as const] : [])),
    ),
  };
}

export function unitsOf(kind: 'systemd' | 'cron', schedules: readonly Times[], program = thisProgram()): ScheduleUnits {
  if (schedules.length === 0) return { files: [], install: [], notes: ['none'] };
  return kind === 'systemd' ? systemdUnits(schedules, program) : crontab(schedules, program);
}

function systemdUnits(schedules: readonly Times[], program: Program): ScheduleUnits {
  const service = [
    '# Made by `marsad schedule units --systemd`.',
    '[Unit]',
    'Description=Marsad: run the schedules that are due',
    '',
    '[Service]',
    'Type=oneshot',
    ...Object.entries(program.folders).map(([name, folder]) => `Environment=${quoteSpecifiers(`${name}=${folder}`)}`),
    `ExecStart=${quoteUnit(program.node)} ${quoteUnit(program.marsad)} schedule run --once`,
    '# Passwords, only for this user to read: MARSAD_REDIS_PASSWORD=…, MARSAD_MONGO_PASSWORD=…, MARSAD_BACKUP_PASSPHRASE=…, MARSAD_SMTP_PASSWORD=…',
    'EnvironmentFile=-%h/.config/marsad/schedule.env',
    '# A run is asked to stop where that is safe, and given the time for it.',
    'TimeoutStartSec=infinity',
    'TimeoutStopSec=10min',
    'KillMode=mixed',
    'UMask=0077',
    'NoNewPrivileges=yes',
    '',
  ];
  const timer = [
    '# Made by `marsad schedule units --systemd`. Make it again when schedules change.',
    '[Unit]',
    'Description=Marsad: the due times of its schedules',
    '',
    '[Timer]',
    ...schedules.flatMap(({ name, cron, timeZone }) => [
      `# ${oneLine(name)}: ${cron}`,
      ...onCalendar(parseCron(cron), timeZone).map((when) => `OnCalendar=${when}`),
    ]),
    'AccuracySec=1s',
    'Persistent=true',
    '',
    '[Install]',
    'WantedBy=timers.target',
    '',
  ];
  return {
    files: [
      { name: 'marsad-schedule.service', content: service.join('\n') },
      { name: 'marsad-schedule.timer', content: timer.join('\n') },
    ],
    install: [
      'mkdir -p ~/.config/systemd/user',
      'cp marsad-schedule.service marsad-schedule.timer ~/.config/systemd/user/',
      'systemctl --user daemon-reload',
      'systemctl --user enable --now marsad-schedule.timer',
      'loginctl enable-linger "$USER"',
    ],
    notes: ['regenerate', 'linger', 'secrets'],
  };
}

function crontab(schedules: readonly Times[], program: Program): ScheduleUnits {
  const isElsewhere = schedules.some(({ timeZone }) => timeZone !== program.timeZone);
  const folders = Object.entries(program.folders).map(([name, folder]) => `${name}=${quoteShell(folder)}`);
  const words = [...folders, quoteShell(program.node), quoteShell(program.marsad), 'schedule run --once'];
  const command = words.join(' ').replaceAll('%', '\\%');
  const lines = [
    '# Made by `marsad schedule units --cron`. Make it again when schedules change.',
    ...(isElsewhere
      ? [
          `# Cron knows only the time of this machine (${program.timeZone}): schedules of other zones are looked at more often.`,
        ]
      : []),
    '# Standard output is mailed by cron where the machine has mail; errors are in the console’s log and its notifications.',
    ...schedules.flatMap(({ name, cron, timeZone }) => [
      `# ${oneLine(name)}: ${cron} (${timeZone})`,
      `${timeZone === program.timeZone ? cron : looser(parseCron(cron), timeZone, program.timeZone)} ${command}`,
    ]),
    '',
  ];
  return {
    files: [{ name: 'marsad.crontab', content: lines.join('\n') }],
    install: ['(crontab -l 2>/dev/null; cat marsad.crontab) | crontab -'],
    notes: ['regenerate', 'secrets', ...(isElsewhere ? (['time-zones'] as const) : [])],
  };
}

/** Often enough whatever the difference of the zones is on that day; `schedule run` itself knows what is due. */
function looser({ minute }: CronFields, zone: string, here: string): string {
  const minutes = isWholeHours(zone, here) ? minute.join(',') : '*';
  return `${minutes.split(',').length === 60 ? '*' : minutes} * * * *`;
}

function isWholeHours(zone: string, here: string): boolean {
  const minuteIn = (timeZone: string, ms: number): string =>
    new Intl.DateTimeFormat('en', { timeZone, minute: 'numeric' }).format(ms);
  // Both halves of the year: a zone may change by half an hour.
  return [0, 182].every(
    (day) =>
      minuteIn(zone, day * 86_400_000 + Date.UTC(2026, 0, 1)) ===
      minuteIn(here, day * 86_400_000 + Date.UTC(2026, 0, 1)),
  );
}

/** systemd splits at spaces, and reads `%` and, in commands, `$` as its own. */
function quoteUnit(path: string): string {
  return quoteSpecifiers(path).replaceAll('$', '$$$$');
}

function quoteSpecifiers(words: string): string {
  return `"${words.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%')}"`;
}

function quoteShell(path: string): string {
  return /^[A-Za-z0-9_./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
