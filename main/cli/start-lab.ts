// Starts or joins the lab, with a line per part. Ctrl-C while it starts stops it again; a lab that was only joined goes on.

import { AppError } from '../../shared/errors.ts';
import { startLab, type Lab } from '../lab/lab.ts';
import type { LabProgress } from '../lab/progress.ts';
import { formatDuration } from '../../shared/text.ts';
import { printable, style, type Printer } from './printer.ts';
import type { Session } from './session.ts';

export async function startLabWithLines(
  { host, printer, signal }: Session,
  options: { readonly keep: boolean },
): Promise<Lab> {
  try {
    const lab = await startLab({
      paths: host.paths,
      keep: options.keep,
      signal,
      onProgress: (progress) => tell(printer, progress),
    });
    printer.progress(null);
    printer.note(lab.joined ? 'Joined the lab that was running.' : 'The lab is ready.');
    return lab;
  } catch (error) {
    if (signal.aborted) throw new AppError('cancelled', 'The lab was not started.', { cause: error });
    throw error;
  }
}

const MARKS = { start: '…', step: '…', done: '✓', fail: '✗' } as const;

function tell(printer: Printer, { part, state, detail, elapsedMs }: LabProgress): void {
  const line = `${MARKS[state]} ${part.padEnd(14)} ${printable(detail)}`;
  if (state === 'start' || state === 'step') return printer.progress(line);
  printer.note(
    `${style(state === 'done' ? 'green' : 'red', line, process.stderr)}  ${style('dim', formatDuration(elapsedMs), process.stderr)}`,
  );
}
