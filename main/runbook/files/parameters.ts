// The parameters of a file as the engine's form fields, and as a schema that turns what was typed into what is filled in.

import { z } from 'zod';
import type { ParameterField } from '../../../shared/model/run.ts';
import { text, type Catalogue } from '../../../shared/text.ts';
import type { FileParameter } from './format.ts';
import { listValues } from './loops.ts';
import type { Values } from './placeholders.ts';
import { wordingOf } from './wording.ts';

const MAX_VALUE = 4000;

export function fieldOf({ name, kind, required, help, choices, initial }: FileParameter): ParameterField {
  return {
    name,
    kind,
    label: text(`field.${name}`),
    required: required === true,
    ...(help === undefined ? {} : { help: text(`field.${name}.help`) }),
    ...(choices === undefined
      ? {}
      : { choices: choices.map(valueOf).map((value) => ({ value, label: text(`field.${name}.${value}`) })) }),
    ...(initial === undefined ? {} : { initial: String(initial) }),
  };
}

/** Words of the fields in both languages, under the keys of {@link fieldOf}. */
export function fieldTexts(parameters: readonly FileParameter[]): { readonly en: Catalogue; readonly ar: Catalogue } {
  const entries = parameters.flatMap(({ name, label, help, choices = [] }) => [
    [`field.${name}`, wordingOf(label)] as const,
    ...(help === undefined ? [] : [[`field.${name}.help`, wordingOf(help)] as const]),
    ...choices.map(
      (choice) =>
        [`field.${name}.${valueOf(choice)}`, wordingOf(typeof choice === 'string' ? choice : choice.label)] as const,
    ),
  ]);
  return {
    en: Object.fromEntries(entries.map(([key, { en }]) => [key, en])),
    ar: Object.fromEntries(entries.map(([key, { ar }]) => [key, ar])),
  };
}

/** What was typed, checked by kind; those not given are empty, or what the file says first. */
export function parameterSchema(
  parameters: readonly FileParameter[],
): z.ZodType<Values, Record<string, string | undefined>> {
  const shape = Object.fromEntries(parameters.map((parameter) => [parameter.name, valueSchema(parameter)]));
  return z.strictObject(shape) as unknown as z.ZodType<Values, Record<string, string | undefined>>;
}

function valueSchema({ kind, required, choices, initial }: FileParameter): z.ZodType {
  const written = z
    .string()
    .max(MAX_VALUE)
    // eslint-disable-next-line no-control-regex
    .regex(/^[^\u0000-\u001f\u007f]*$/, 'it holds control characters');
  const checked = {
    number: () =>
      written.refine((value) => value.trim() !== '' && Number.isFinite(Number(value)), 'it is not a number'),
    boolean: () => z.enum(['true', 'false']),
    choice: () => z.enum((choices ?? []).map(valueOf)),
    list: () => written.refine((value) => listValues(value).length > 0, 'it names nothing'),
  } as const;
  const schema: z.ZodType = Object.hasOwn(checked, kind) ? checked[kind as keyof typeof checked]() : written;
  if (initial !== undefined) return schema.default(String(initial));
  return required === true ? schema : schema.default('');
}

function valueOf(choice: NonNullable<FileParameter['choices']>[number]): string {
  return typeof choice === 'string' ? choice : choice.value;
}
