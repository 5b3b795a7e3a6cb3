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
  'lab.watch': stream<LabState>()(Nothing, []),
  'lab.setLoad': call<null>()('write', z.strictObject({ load: z.enum(['on', 'off']) })),
};
