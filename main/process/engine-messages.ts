// What the desktop shell and the engine's process say to each other. Frames pass through unread; the other subjects are the
// keystore, the tray and notifications, which only the shell can reach, and the end. Plain data, so that any message channel carries it.

/** From the shell. `start` comes first and once. */
export type ToEngine =
  | {
      readonly kind: 'start';
      readonly secretStorage: { readonly available: boolean; readonly backend: string; readonly reason: string | null };
    }
  /** A page was opened, spoke, went away. Numbers are never used twice. */
  | { readonly kind: 'open'; readonly wire: number }
  | { readonly kind: 'frame'; readonly wire: number; readonly text: string }
  /** The page has taken frames of this length, in characters. */
  | { readonly kind: 'taken'; readonly wire: number; readonly length: number }
  | { readonly kind: 'close'; readonly wire: number }
  | { readonly kind: 'secret'; readonly id: number; readonly value: string | null; readonly failure: string | null }
  /** Cancel runs where that is safe, wait for them, close connections, exit. */
  | { readonly kind: 'stop' };

/** From the engine. */
export type FromEngine =
  | { readonly kind: 'ready' }
  /** The runs that would be cancelled by an end now, as sentences. Told whenever they change. */
  | { readonly kind: 'runs'; readonly running: readonly string[] }
  /** How many schedules are switched on, and the first to come. Told whenever that changes. */
  | {
      readonly kind: 'schedules';
      readonly switchedOn: number;
      readonly next: { readonly name: string; readonly atMs: number } | null;
    }
  /** A result for the desktop. `runId`: what a click shows. */
  | { readonly kind: 'notify'; readonly title: string; readonly body: string; readonly runId: string | null }
  | { readonly kind: 'frame'; readonly wire: number; readonly text: string }
  /** The engine ended this wire. */
  | { readonly kind: 'closed'; readonly wire: number }
  | {
      readonly kind: 'secret';
      readonly id: number;
      readonly operation: 'get' | 'set' | 'remove';
      readonly name: string;
      readonly value: string | null;
    };
