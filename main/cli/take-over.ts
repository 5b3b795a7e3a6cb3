// `--take-over <reason>`: for commands that may find the target held by a console that is dead or cut off.

import type { Command } from 'commander';

export interface TakeOverOption {
  readonly takeOver?: string;
}

export function addTakeOver(command: Command): Command {
  return command.option('--take-over <reason>', 'take the target from a console that gives no sign of life any more');
}

export function takeOverOf({ takeOver }: TakeOverOption): { readonly reason: string } | null {
  return takeOver === undefined ? null : { reason: takeOver };
}
