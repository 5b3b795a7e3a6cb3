// How the contract is written down. A call has one word (`read`, `write`, `destroy`) from which permission,
// confirmation and audit follow; a stream has a state type and the names of its tables.

import { z } from 'zod';

export type Effect = 'read' | 'write' | 'destroy';

export interface Call<Input extends z.ZodType = z.ZodType, Output = unknown> {
  readonly type: 'call';
  readonly effect: Effect;
  readonly input: Input;
  /** Never set; carries the output type. */
  readonly output?: Output;
}

export interface Stream<Input extends z.ZodType = z.ZodType, State extends object = object> {
  readonly type: 'stream';
  readonly input: Input;
  readonly tables: readonly string[];
  /** Never set; carries the state type. */
  readonly state?: State;
}

/** `call<Output>()('read', z.strictObject({…}))` */
export function call<Output>() {
  return <Input extends z.ZodType>(effect: Effect, input: Input): Call<Input, Output> => ({
    type: 'call',
    effect,
    input,
  });
}

/** `stream<State>()(z.strictObject({…}), STATE_TABLES)` */
export function stream<State extends object>() {
  return <Input extends z.ZodType>(input: Input, tables: readonly (keyof State & string)[]): Stream<Input, State> => ({
    type: 'stream',
    input,
    tables,
  });
}

export const Nothing = z.strictObject({});
/** Calls and streams about one connected profile carry its id; effects are authorised against its mode. */
export const OnProfile = z.strictObject({ profileId: z.string() });
