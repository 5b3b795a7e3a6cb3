// Is a holder a process of this very machine that is certainly dead? Then nobody needs to wait until it is silent for long
// enough. A host's name is no proof of that: containers and clones share names. Where there is none, the answer is no.

import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { mayBeAlive, ownIdentity, type ProcessIdentity } from '../process-identity.ts';

export interface ProcessPlace {
  readonly process: ProcessIdentity;
  /** This boot of this machine, and the space its process ids belong to; null where the system does not tell. */
  readonly machine: string | null;
}

let place: ProcessPlace | undefined;

export function ownPlace(): ProcessPlace {
  return (place ??= { process: ownIdentity(), machine: machineOf() });
}

export function isCertainlyDead({ process, machine }: ProcessPlace): boolean {
  return machine !== null && machine === ownPlace().machine && process.started !== '' && !mayBeAlive(process);
}

function machineOf(): string | null {
  try {
    if (process.platform === 'linux') {
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      return `${boot}/${readlinkSync('/proc/self/ns/pid')}`;
    }
    if (process.platform === 'darwin') {
      return execFileSync('sysctl', ['-n', 'kern.bootsessionuuid'], { encoding: 'utf8' }).trim() || null;
    }
    return null;
  } catch {
    return null; // hidden from us: then nothing is certain
  }
}
