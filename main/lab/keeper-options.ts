// What a keeper is told when it starts, as one JSON file in the lab's folder.

import { z } from 'zod';
import { LabShape } from './lab-shape.ts';

export const OPTIONS_FILE = 'options.json';

export const KeeperOptions = z.strictObject({
  redisPorts: z.array(z.number().int()),
  mongoPorts: z.array(z.number().int()),
  /** Null: the demo's, as many servers as ports. With a shape, free ports are taken. */
  shape: LabShape.nullable(),
  size: z.strictObject({ documents: z.number().int().positive(), keys: z.number().int().positive() }),
  /** Null: filled with sample data. Else empty, and so that nothing but a restore decides what is in it. */
  scratch: z.strictObject({ redisMemoryBytes: z.number().int().positive() }).nullable(),
});
export type KeeperOptions = z.infer<typeof KeeperOptions>;
