// The frames every transport carries (Electron IPC, WebSocket, pipe): JSON text, each with the id of its call or stream.
// Calls and streams share one id space per wire; the client chooses the ids.

import type { ErrorData } from './errors.ts';
import type { Patch } from './patch.ts';

export type ClientFrame =
  | { readonly t: 'call'; readonly id: number; readonly name: string; readonly input: unknown }
  | { readonly t: 'cancel'; readonly id: number }
  | { readonly t: 'open'; readonly id: number; readonly name: string; readonly input: unknown }
  | { readonly t: 'close'; readonly id: number };

export type ServerFrame =
  | { readonly t: 'ok'; readonly id: number; readonly output: unknown }
  | { readonly t: 'err'; readonly id: number; readonly error: ErrorData }
  | { readonly t: 'snap'; readonly id: number; readonly rev: number; readonly state: unknown }
  | { readonly t: 'patch'; readonly id: number; readonly rev: number; readonly patch: Patch }
  /** The stream is over; with an error when it did not end by itself. */
  | { readonly t: 'end'; readonly id: number; readonly error?: ErrorData };

/** One connection, seen from either side. Implementations exist for Electron, WebSocket and a test pipe. */
export interface Wire {
  send(text: string): void;
  /** Returns the function that stops listening. */
  onFrame(listener: (text: string) => void): () => void;
  onClose(listener: () => void): () => void;
  close(): void;
  /** Bytes accepted by `send` and not yet taken by the peer; 0 where a transport cannot tell. */
  readonly backlogBytes: number;
}

/** The largest frame either side accepts, in characters. */
export const MAX_FRAME_LENGTH = 4 * 1024 * 1024;

/** Browser mode: the socket's protocol, offered together with the session's key, and the name the page keeps that key under. */
export const SOCKET_PROTOCOL = 'marsad';
export const KEY_NAME = 'marsad.key';
