// Everything the command line writes. Results go to stdout, everything else to stderr; with --json stdout holds exactly one
// JSON document. Names that come from servers may hold escape sequences: they are made visible, never sent to the terminal.

import { styleText } from 'node:util';
import type { AppError } from '../../shared/errors.ts';
import type { Health } from '../../shared/model/health.ts';

export type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red' | 'cyan';

export interface Printer {
  readonly isJson: boolean;
  /** The one result: as JSON, or as the lines `human` gives. */
  result(value: unknown, human: () => readonly string[]): void;
  /** A line for people, on stderr: what is being done. Never a result. */
  note(line: string): void;
  /** How far something is: on a terminal one line that changes, elsewhere a line every few seconds. `null`: it is over. */
  progress(line: string | null): void;
  error(error: AppError): void;
}

export interface PrinterOptions {
  readonly isJson: boolean;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

const PROGRESS_LINE_EVERY_MS = 5000;

export function createPrinter({ isJson, stdout, stderr }: PrinterOptions): Printer {
  let hasProgress = false;
  let toldMs = performance.now();

  function tellNowAndThen(line: string): void {
    const nowMs = performance.now();
    if (nowMs - toldMs < PROGRESS_LINE_EVERY_MS) return;
    toldMs = nowMs;
    stderr.write(`${line}\n`);
  }

  function clearProgress(): void {
    if (!hasProgress) return;
    hasProgress = false;
    stderr.write('\r\u001B[2K');
  }

  return {
    isJson,
    result(value, human) {
      clearProgress();
      stdout.write(
        isJson
          ? `${JSON.stringify(value, null, 2)}\n`
          : human()
              .map((line) => `${line}\n`)
              .join(''),
      );
    },
    note(line) {
      clearProgress();
      stderr.write(`${line}\n`);
    },
    progress(line) {
      clearProgress();
      if (line === null) return;
      if (!stderr.isTTY) return tellNowAndThen(line);
      hasProgress = true;
      stderr.write(line.slice(0, Math.max(20, stderr.columns - 1)));
    },
    error(error) {
      clearProgress();
      stderr.write(`${style('red', `marsad: ${printable(error.message)}`, stderr)}\n`);
      if (error.hint !== undefined) stderr.write(`  ${printable(error.hint)}\n`);
    },
  };
}

/** Colour only on a terminal and without NO_COLOR. */
export function style(
  styles: Style | readonly Style[],
  text: string,
  stream: NodeJS.WriteStream = process.stdout,
): string {
  return styleText(styles as Style[], text, { stream });
}

const HEALTH_STYLES: Readonly<Record<Health, Style>> = {
  healthy: 'green',
  attention: 'yellow',
  critical: 'red',
  unknown: 'dim',
};

export function styleHealth(health: Health): string {
  return style(HEALTH_STYLES[health], health);
}

// Control characters, and those that turn the direction of text around: a name could otherwise rewrite the line it is in.
// oxlint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** Text from outside, safe to show on a terminal. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A text of several lines: the first where it stands, the others below, indented. */
export function printableLines(text: string, indent: string): string {
  return text.split('\n').map(printable).join(`\n${indent}`);
}
