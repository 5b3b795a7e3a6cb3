// `marsad serve`: the console in a browser on this machine.

import type { Command } from 'commander';
import { AppError } from '../../../shared/errors.ts';
import { runBrowserMode } from '../browser-mode.ts';
import { runWithApp } from '../session.ts';

const SERVE_JSON = `
JSON (--json), once, when it is ready:
  address (opens the console once, in one browser), port`;

export function registerServe(program: Command): void {
  program
    .command('serve')
    .description('show the console in a browser on this machine (loopback only)')
    .option('--port <number>', 'port on 127.0.0.1 (default: any free one)')
    .option('--open', 'also open the browser')
    .option('--json', 'print one JSON document on stdout')
    .addHelpText('after', SERVE_JSON)
    .action((options: { port?: string; open?: boolean; json?: boolean }) =>
      runWithApp(
        { json: options.json === true },
        (session) => runBrowserMode(session, { ...portOf(options.port), open: options.open === true }),
        'browser',
      ),
    );
}

export function portOf(text: string | undefined): { readonly port?: number } {
  if (text === undefined) return {};
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return { port };
  throw new AppError('bad_request', `${text} is not a port.`, { hint: 'Write a number from 1 to 65535.' });
}
