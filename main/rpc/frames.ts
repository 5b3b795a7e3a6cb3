// Reads what a client sent. Nothing of it is trusted: not its length, not that it is JSON, not its shape.

import { z } from 'zod';
import { MAX_FRAME_LENGTH, type ClientFrame } from '../../shared/wire.ts';

const Id = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const Name = z.string().min(1).max(100);

const Envelope = z.discriminatedUnion('t', [
  z.strictObject({ t: z.literal('call'), id: Id, name: Name, input: z.unknown() }),
  z.strictObject({ t: z.literal('cancel'), id: Id }),
  z.strictObject({ t: z.literal('open'), id: Id, name: Name, input: z.unknown() }),
  z.strictObject({ t: z.literal('close'), id: Id }),
]);

export type FrameFault = 'too-long' | 'not-json' | 'not-a-frame';

export function readClientFrame(text: string): ClientFrame | FrameFault {
  if (text.length > MAX_FRAME_LENGTH) return 'too-long';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'not-json';
  }
  const frame = Envelope.safeParse(value);
  return frame.success ? (frame.data as ClientFrame) : 'not-a-frame';
}
