// What the desktop shell and the engine's process say to each other. Frames pass through unread; the only other subject is
// the keystore, which only the shell can reach. Plain data, so that any message channel carries it.

/** From the shell. `start` comes first and once. */
export type ToEngine =
  | {
      readonly kind: 'start';
      readonly secretStorage: { readonly available: boolean; readonly backend: string; readonly reason: string | null };
    }
  /** A page was opened, spoke, went away. Numbers are never used twice. */
  | { readonly kind: 'open'; readonly wire: number }
  | { readonly kind: 'frame'; readonly wire: number; readonly text: string }
  | { readonly kind: 'close'; readonly wire: number }
  | { readonly kind: 'secret'; readonly id: number; readonly value: string | null; readonly failure: string | null }
  /** End runs safely, close connections, exit. */
  | { readonly kind: 'stop' };

/** From the engine. */
export type FromEngine =
  | { readonly kind: 'ready' }
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
