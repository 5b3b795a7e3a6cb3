// `marsad demo`: everything at once. The lab, then the console on it: on the desktop where Electron can be had, else in the
// browser. Ctrl-C, or closing the window, ends all of it.

import type { Command } from 'commander';
import { labStatus } from '../../lab/lab.ts';
import { systemClock } from '../../system-clock.ts';
import { runBrowserMode } from '../browser-mode.ts';
import { findDesktop, runDesktop } from '../desktop.ts';
import { runSession, type Session } from '../session.ts';
import { startLabWithLines } from '../start-lab.ts';

const DEMO_JSON = `
JSON (--json), once, in browser mode, when it is ready:
  address (opens the console once, in one browser), port`;

interface DemoOptions {
  readonly open: boolean;
  readonly keep?: boolean;
  readonly json?: boolean;
}

export function registerDemo(program: Command): void {
  program
    .command('demo')
    .description('the console on a lab of real servers; ends both with Ctrl-C')
    .option('--no-open', 'print the address of browser mode and open nothing')
    .option('--keep', 'leave the lab running at the end')
    .option('--json', 'print one JSON document on stdout')
    .addHelpText('after', DEMO_JSON)
    .action((options: DemoOptions) =>
      runSession({ json: options.json === true }, (session) => demo(session, options), 'browser'),
    );
}

async function demo(session: Session, { open, keep = false }: DemoOptions): Promise<void> {
  const lab = await startLabWithLines(session, { keep });
  try {
    await showConsole(session, open);
  } finally {
    if (!keep) session.printer.note('Leaving the lab; the last one ends it …');
    await lab.leave();
    const { running } = await labStatus(session.host.paths);
    session.printer.note(running ? 'The lab goes on; `marsad lab stop` ends it.' : 'The lab is gone.');
  }
}

async function showConsole(session: Session, open: boolean): Promise<void> {
  const { host, log, printer, signal } = session;
  if (open) {
    const desktop = await findDesktop(session);
    if (desktop.path !== null) {
      printer.note(`Opening the desktop (Electron: ${desktop.source}). Close its window or press Ctrl-C to end.`);
      return runDesktop(session, desktop.path);
    }
    if (signal.aborted) return;
    printer.note(`Opening browser mode instead of the desktop: ${desktop.reason}.`);
  }
  if (signal.aborted) return;
  const { createApp } = await import('../../app.ts'); // here, so that help answers at once
  const app = await createApp({ host, clock: systemClock, log });
  try {
    await runBrowserMode({ ...session, app }, { open });
  } finally {
    await app.dispose();
  }
}
