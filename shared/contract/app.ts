import { z } from 'zod';
import { call, Nothing, stream } from './define.ts';
import { Settings } from '../model/settings.ts';

export interface AppInfo {
  readonly version: string;
  readonly face: 'desktop' | 'browser' | 'command-line';
  readonly platform: string;
  /** Where secrets are kept. `available: false` says why they are asked for in each session instead. */
  readonly secretStorage: { readonly available: boolean; readonly backend: string; readonly reason: string | null };
  readonly paths: { readonly settings: string; readonly data: string; readonly cache: string };
}

export interface SettingsState {
  readonly settings: Settings;
}

/** A file of the settings that could not be understood: it counts for nothing until it is corrected and put back. */
export interface DamagedFile {
  /** Its name, without the folder. */
  readonly file: string;
  /** What is wrong, with the path of the field; never a value of the file. */
  readonly fault: string;
  /** Where the whole file is kept, as it was. */
  readonly keptAs: string;
}

export interface DamagedFilesState {
  readonly files: Readonly<Record<string, DamagedFile>>;
}
export const DAMAGED_FILES_TABLES = ['files'] as const satisfies readonly (keyof DamagedFilesState)[];

/** The lab as its keeper reports it; `running: false` where there is none. */
export interface LabState {
  readonly lab: {
    readonly running: boolean;
    readonly folder: string;
    readonly profileId: string | null;
    readonly load: 'on' | 'off';
    readonly servers: readonly {
      readonly name: string;
      readonly kind: 'redis' | 'mongod';
      readonly port: number;
      readonly pid: number;
      /** False: its process is gone; `marsad lab restart <port>` starts it again. */
      readonly running: boolean;
    }[];
  };
}

export const appContract = {
  'app.info': call<AppInfo>()('read', Nothing),
  'settings.watch': stream<SettingsState>()(Nothing, []),
  'settings.save': call<Settings>()('write', Settings.partial()),
  'settings.damage': stream<DamagedFilesState>()(Nothing, DAMAGED_FILES_TABLES),
  'lab.watch': stream<LabState>()(Nothing, []),
  'lab.setLoad': call<null>()('write', z.strictObject({ load: z.enum(['on', 'off']) })),
};
