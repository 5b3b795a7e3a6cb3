// The format of a runbook file, as zod schemas: types, checks and the published JSON Schema all come from here.
// What a schema cannot say (a step that is referred to must exist, a reading must be known) stands in lint.ts.

import { z } from 'zod';
import { Conditions } from './format-conditions.ts';
import { Retry, STEP_PARTS } from './format-steps.ts';
import { Duration, Id, RunbookId, Words } from './format-values.ts';

export const FileParameter = z
  .strictObject({
    name: Id,
    label: Words,
    help: Words.optional(),
    kind: z.enum([
      'redis-replica',
      'mongo-member',
      'mongo-collection',
      'backup-set',
      'choice',
      'boolean',
      'number',
      'list',
      'text',
    ]),
    required: z.boolean().optional(),
    choices: z
      .array(z.union([z.string().min(1).max(100), z.strictObject({ value: z.string().min(1).max(100), label: Words })]))
      .min(1)
      .max(50)
      .optional(),
    initial: z.union([z.string().max(1000), z.number(), z.boolean()]).optional(),
  })
  .meta({ id: 'Parameter' });
export type FileParameter = z.infer<typeof FileParameter>;

/** One step. It has exactly one of {@link STEP_PARTS}. */
export const FileStep = z
  .strictObject({
    id: Id,
    title: Words,
    why: Words.optional(),
    how: Words.optional(),
    worked: Words.optional(),
    otherwise: Words.optional(),
    /** To copy; never run. */
    commands: z
      .array(z.strictObject({ where: z.string().max(200).optional(), command: z.string().min(1).max(2000) }))
      .max(20)
      .optional(),
    when: Conditions.optional(),
    limit: Duration.optional(),
    retry: Retry.optional(),
    /** For `check` and `http`: shows what it found and never blocks. */
    report: z.boolean().optional(),
    ...STEP_PARTS,
  })
  .meta({
    id: 'Step',
    description: 'One step: exactly one of check, look, verify, manual, call, http, command, wait.',
  });
export type FileStep = z.infer<typeof FileStep>;

/** Its steps, once for every node or for every value of a list. */
export const FileLoop = z
  .strictObject({
    'for-each': z.strictObject({
      nodes: z
        .enum(['redis.primaries', 'redis.replicas', 'redis.nodes', 'mongo.members', 'mongo.secondaries'])
        .optional(),
      parameter: Id.optional(),
      as: Id,
      steps: z.array(FileStep).min(1).max(50),
    }),
    when: Conditions.optional(),
  })
  .meta({ id: 'Loop', description: 'Its steps, once for every node or value.' });
export type FileLoop = z.infer<typeof FileLoop>;

/** Steps under a heading. */
export const FilePhase = z
  .strictObject({
    phase: Words,
    when: Conditions.optional(),
    steps: z
      .array(z.union([FileStep, FileLoop]))
      .min(1)
      .max(100),
  })
  .meta({ id: 'Phase', description: 'Steps under a heading.' });
export type FilePhase = z.infer<typeof FilePhase>;

export const FileItem = z.union([FileStep, FileLoop, FilePhase]);
export type FileItem = z.infer<typeof FileItem>;

export const RunbookFile = z
  .strictObject({
    runbook: RunbookId,
    title: Words,
    summary: Words,
    area: z.enum(['redis', 'mongo', 'backup', 'operations']),
    /** A second person must approve every plan of it. */
    approval: z.boolean().optional(),
    /** What to do if it goes wrong, shown while it runs. */
    'way-back': Words.optional(),
    parameters: z.array(FileParameter).max(20).optional(),
    steps: z.array(FileItem).min(1).max(100),
  })
  .meta({ title: 'Marsad runbook', description: 'A runbook file of the Marsad console.' });
export type RunbookFile = z.infer<typeof RunbookFile>;
