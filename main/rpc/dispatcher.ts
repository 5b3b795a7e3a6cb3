// Parse → authorise → run → map errors, for one contract. It knows no transport: sessions bring it what came over a wire,
// and the command line calls it directly, through the same checks.

import { z } from 'zod';
import type { Call, Stream } from '../../shared/contract/define.ts';
import { AppError } from '../../shared/errors.ts';
import type { Log } from '../log.ts';
import type { AnyContract, Handlers, OpenedStream } from './handlers.ts';
import { mapError } from './map-error.ts';

export interface Dispatcher {
  /** Rejects with an AppError that may be shown to anybody. */
  call(name: string, input: unknown, signal: AbortSignal): Promise<unknown>;
  open(name: string, input: unknown, signal: AbortSignal): Promise<OpenedStream<object>>;
  /** Anything thrown on behalf of `name`, as an AppError that may be shown to anybody. */
  toError(name: string, error: unknown): AppError;
}

export interface DispatcherOptions<C extends AnyContract> {
  readonly contract: C;
  readonly handlers: Handlers<C>;
  /** Throws `denied` where this call with this (parsed) input is not allowed now. */
  readonly authorise: (name: string, call: Call, input: unknown) => void;
  readonly log: Log;
}

type AnyHandler = (input: unknown, context: { readonly signal: AbortSignal }) => unknown;

export function createDispatcher<C extends AnyContract>(options: DispatcherOptions<C>): Dispatcher {
  const { contract, handlers, authorise, log } = options;

  function find<Type extends 'call' | 'stream'>(type: Type, name: string): Extract<Call | Stream, { type: Type }> {
    const entry = Object.hasOwn(contract, name) ? contract[name] : undefined;
    if (entry?.type !== type) {
      throw new AppError('not_found', `There is no ${type} named ${JSON.stringify(name.slice(0, 80))}.`, {
        hint: 'The window and the engine may be of different versions: close both and start again.',
      });
    }
    return entry as Extract<Call | Stream, { type: Type }>;
  }

  const run = async (name: string, input: unknown, signal: AbortSignal): Promise<unknown> =>
    (handlers[name] as AnyHandler)(input, { signal });

  return {
    async call(name, input, signal) {
      try {
        const entry = find('call', name);
        const parsed = parseInput(name, entry.input, input);
        authorise(name, entry, parsed);
        signal.throwIfAborted();
        return await run(name, parsed, signal);
      } catch (error) {
        throw mapError(error, name, log);
      }
    },

    async open(name, input, signal) {
      try {
        const entry = find('stream', name);
        return (await run(name, parseInput(name, entry.input, input), signal)) as OpenedStream<object>;
      } catch (error) {
        throw mapError(error, name, log);
      }
    },

    toError: (name, error) => mapError(error, name, log),
  };
}

/** Names the field and the fault, never the value: it may be a secret. */
function parseInput(name: string, schema: z.ZodType, input: unknown): unknown {
  const result = schema.safeParse(input, { reportInput: false });
  if (result.success) return result.data;
  const faults = result.error.issues.slice(0, 5).map((issue) => `${issue.path.join('.') || 'input'}: ${issue.message}`);
  throw new AppError('bad_request', `${name} cannot be done like this. ${faults.join('; ')}.`, {
    hint: 'Correct the field and try again; nothing was changed.',
    details: { field: result.error.issues[0]?.path.join('.') ?? '' },
  });
}
