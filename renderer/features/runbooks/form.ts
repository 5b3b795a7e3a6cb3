// A runbook's form as data: what it starts with, and which fields are still missing. It checks presence only;
// whether a value is right is the planner's answer, never the form's.

import type { ParameterField } from '../../../shared/model/run.ts';

export type Parameters = Readonly<Record<string, string>>;

/** The address wins over the runbook's own initial value; a field that offers exactly one thing is filled with it. */
export function initialParameters(
  fields: readonly ParameterField[],
  asked: Parameters,
  offered: Readonly<Record<string, readonly string[]>> = {},
): Parameters {
  const parameters: Record<string, string> = {};
  for (const field of fields) {
    const only = offered[field.name]?.length === 1 ? offered[field.name]![0] : undefined;
    const value = asked[field.name] ?? field.initial ?? (field.required ? only : undefined) ?? fallback(field);
    if (value !== undefined) parameters[field.name] = value;
  }
  return parameters;
}

/** Whether a field means anything beside what the others are set to, and whether those do. */
export function applies({ when }: ParameterField, fields: readonly ParameterField[], parameters: Parameters): boolean {
  if (when === undefined) return true;
  const other = fields.find(({ name }) => name === when.name);
  return other !== undefined && applies(other, fields, parameters) && when.in.includes(parameters[when.name] ?? '');
}

/** Required fields without a value. A plan is asked for only when there are none. */
export function missingFields(fields: readonly ParameterField[], parameters: Parameters): ParameterField[] {
  return fields.filter(
    (field) => field.required && applies(field, fields, parameters) && (parameters[field.name] ?? '') === '',
  );
}

/** What is sent: known fields that apply, and an optional one left empty is left out. */
export function sentParameters(fields: readonly ParameterField[], parameters: Parameters): Parameters {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const value = parameters[field.name] ?? '';
      return value === '' || !applies(field, fields, parameters) ? [] : [[field.name, value]];
    }),
  );
}

/** Rare fields that are set to something else than they start with. */
export function changedRare(fields: readonly ParameterField[], parameters: Parameters): ParameterField[] {
  const atFirst = initialParameters(fields, {});
  return fields.filter(({ rare, name }) => rare === true && (parameters[name] ?? '') !== (atFirst[name] ?? ''));
}

/** The same values in the same fields: nothing needs planning again. */
export function sameParameters(a: Parameters, b: Parameters): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => (a[name] ?? '') === (b[name] ?? ''));
}

function fallback(field: ParameterField): string | undefined {
  if (field.kind === 'boolean') return 'false';
  if (field.kind === 'choice' && field.required) return field.choices?.[0]?.value;
  return undefined;
}
