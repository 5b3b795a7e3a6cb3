// `marsad lab …`: a Redis Cluster, a replica set and sample data on this machine, to try things on.

import { Argument, type Command } from 'commander';
import { labStatus, restartLabServer, setLabLoad, stopLab, type LabStatus } from '../../lab/lab.ts';
import { EXIT } from '../exit-codes.ts';
import { style } from '../printer.ts';
import { runSession, type CommonOptions, type Session } from '../session.ts';
import { startLabWithLines } from '../start-lab.ts';
import { table } from '../table.ts';
import { portOf } from './serve.ts';

const LAB_JSON = `
JSON (--json) of start, status, load and restart:
  running, folder, profileId (or null), load ("on" | "off")
  servers[]: name, kind ("redis" | "mongod"), port, pid, running
JSON of stop:
  stopped (false: there was nothing to stop)`;

export function registerLab(program: Command): void {
  const lab = program
    .command('lab')
    .description('real servers on this machine to try things on')
    .addHelpText('after', LAB_JSON);
  const command = (name: string, description: string): Command =>
    lab
      .command(name)
      .description(description)
      .option('--json', 'print one JSON document on stdout')
      .addHelpText('after', LAB_JSON);

  command('start', 'start it, or join it when it runs; it stays until `marsad lab stop`').action(
    (options: CommonOptions) =>
      runSession(options, async (session) => {
        await startLabWithLines(session, { keep: true });
        await printStatus(session);
      }),
  );
  command('status', 'its servers').action((options: CommonOptions) => runSession(options, printStatus));
  command('stop', 'end every process of it and remove its folder').action((options: CommonOptions) =>
    runSession(options, async ({ host, printer }) => {
      const stopped = await stopLab(host.paths);
      printer.result({ stopped }, () => [stopped ? 'The lab is gone.' : 'No lab was running.']);
    }),
  );
  command('load', 'switch its reads and writes on or off')
    .addArgument(new Argument('<state>').choices(['on', 'off']))
    .action((state: 'on' | 'off', options: CommonOptions) =>
      runSession(options, async (session) => {
        await setLabLoad(session.host.paths, state);
        await printStatus(session);
      }),
    );
  command('restart <port>', 'start a server of it again that was killed').action(
    (port: string, options: CommonOptions) =>
      runSession(options, async (session) => {
        await restartLabServer(session.host.paths, portOf(port).port!);
        await printStatus(session);
      }),
  );
}

async function printStatus({ host, printer }: Session): Promise<typeof EXIT.done> {
  const status = await labStatus(host.paths);
  printer.result(status, () => statusLines(status));
  return EXIT.done;
}

function statusLines({ running, folder, load, servers }: LabStatus): string[] {
  if (!running) return ['No lab is running. Start one with `marsad lab start`.'];
  return [
    `${style('bold', 'The lab runs')} in ${folder}, load ${load}`,
    '',
    ...table(
      [
        { title: 'SERVER' },
        { title: 'KIND' },
        { title: 'PORT', align: 'right' },
        { title: 'PID', align: 'right' },
        { title: '' },
      ],
      servers.map(({ name, kind, port, pid, running: isUp }) => [
        name,
        kind,
        String(port),
        String(pid),
        isUp ? '' : `down: marsad lab restart ${port}`,
      ]),
    ),
  ];
}
