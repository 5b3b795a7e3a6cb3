// What a platform must offer the engine. Electron and plain Node each have one; the engine never asks which it is on.

export interface SecretStore {
  readonly available: boolean;
  /** `gnome_libsecret`, `keychain`, `dpapi`, … or `none`. */
  readonly backend: string;
  /** Why it is not available, as a sentence for the screen. */
  readonly reason: string | null;
  get(name: string): Promise<string | undefined>;
  set(name: string, value: string): Promise<void>;
  remove(name: string): Promise<void>;
}

export interface HostPaths {
  /** Profiles and preferences. */
  readonly settings: string;
  /** Journals, audit log, backup catalogue. */
  readonly data: string;
  /** Downloaded programs, the lab. */
  readonly cache: string;
}

export interface Host {
  readonly face: 'desktop' | 'browser' | 'command-line';
  readonly paths: HostPaths;
  readonly secrets: SecretStore;
  /** Shows a notification of the desktop; absent where the page does it. `runId`: what a click opens. */
  notify?(notification: { readonly title: string; readonly body: string; readonly runId: string | null }): void;
  /** The user's login name, until the settings name an operator. */
  readonly operator: string;
}
