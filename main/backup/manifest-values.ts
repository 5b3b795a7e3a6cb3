// The values that manifests are made of.

import { z } from 'zod';
import { isMoment } from '../../shared/moment.ts';

/** Relative, with `/`, and never out of the folder. */
export const SetPath = z
  .string()
  .min(1)
  .refine(
    (path) => path.split('/').every((part) => part !== '' && part !== '.' && part !== '..') && !path.includes('\\'),
    'a path inside the set',
  );
export const Count = z.number().int().nonnegative();

export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const MomentText = z.string().refine(isMoment, 'seconds.increment');
