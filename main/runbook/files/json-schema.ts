// The format as a JSON Schema, for editors that know nothing of this console. assets/runbook.schema.json is what this gives.

import { z } from 'zod';
import { RunbookFile } from './format.ts';

export function runbookJsonSchema(): object {
  return z.toJSONSchema(RunbookFile, { io: 'input' });
}

export function runbookJsonSchemaText(): string {
  return `${JSON.stringify(runbookJsonSchema(), null, 2)}\n`;
}
