// What answers a contract: one function for every call and every stream, typed from the contract itself,
// so that a capability without its handler does not compile.

import type { z } from 'zod';
import type { Call, Stream } from '../../shared/contract/define.ts';
import type { Live } from '../live.ts';

export type AnyContract = Readonly<Record<string, Call | Stream>>;

export interface CallContext {
  /** Aborted when the caller cancels or its wire closes. */
  readonly signal: AbortSignal;
}

/** A stream somebody watches. The dispatcher calls `close` exactly once, when nobody does any more. */
export interface OpenedStream<State extends object> {
  readonly live: Live<State>;
  close?(): void;
  /** Aborted when the stream is over by itself; the reason is the error it ends with, if it is an error. */
  readonly ended?: AbortSignal;
}

type Handler<Entry> =
  Entry extends Call<infer Input, infer Output>
    ? (input: z.output<Input>, context: CallContext) => Promise<Output> | Output
    : Entry extends Stream<infer Input, infer State>
      ? (input: z.output<Input>, context: CallContext) => Promise<OpenedStream<State>> | OpenedStream<State>
      : never;

export type Handlers<C extends AnyContract> = { readonly [K in keyof C]: Handler<C[K]> };
