// Fields of a runbook's form, by the usual names of their words: `field.<name>`, `field.<name>.help`, `choice.<name>.<value>`.

import type { ParameterField } from '../../../shared/model/run.ts';
import { text } from '../../../shared/text.ts';

/** Optional; `hasHelp`: there are words under it. */
export function field(name: string, kind: ParameterField['kind'], hasHelp = true): ParameterField {
  const help = hasHelp ? { help: text(`field.${name}.help`) } : {};
  return { name, label: text(`field.${name}`), ...help, kind, required: false };
}

export function choice(name: string, initial: string, values: readonly string[], hasHelp = true): ParameterField {
  const choices = values.map((value) => ({ value, label: text(`choice.${name}.${value}`) }));
  return { ...field(name, 'choice', hasHelp), initial, choices };
}
