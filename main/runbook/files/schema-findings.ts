// What zod says, in words for people: the right branch of a union, the name that was meant, what is missing where.

import { z } from 'zod';
import { closest, didYouMean } from './closest.ts';
import { finding, type Finding } from './finding.ts';
import type { Path } from './walk.ts';

type Issue = z.core.$ZodIssue;
type Schema = z.core.$ZodType;

const MAX_FINDINGS = 50;

/** Empty where the data has the shape of the schema. */
export function schemaFindings(schema: z.ZodType, data: unknown): readonly Finding[] {
  const result = schema.safeParse(data);
  if (result.success) return [];
  return result.error.issues.flatMap((issue) => explain(issue, [], schema, data)).slice(0, MAX_FINDINGS);
}

function explain(issue: Issue, before: Path, root: Schema, data: unknown): readonly Finding[] {
  const path = [...before, ...(issue.path as Path)];
  const value = valueAt(data, path);
  const name = typeof path.at(-1) === 'number' ? 'an entry here' : `\`${String(path.at(-1) ?? 'the file')}\``;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey([...path, key], key, keysOf(schemaAt(root, path, data))));
    case 'invalid_union':
      return explainUnion(issue, path, root, data, name);
    case 'invalid_type':
      if (value === undefined)
        return [
          finding(
            path.slice(0, -1),
            `${name} is missing.`,
            `Write ${bare(name)}: ${exampleOf(bare(name)) ?? expected(issue.expected)}.`,
          ),
        ];
      return [finding(path, `${name} must be ${expected(issue.expected)}, not ${kindOf(value)}.`)];
    case 'invalid_value': {
      const values = issue.values.map(String);
      const hint = typeof value === 'string' ? didYouMean(value, values) : `Write one of: ${values.join(', ')}.`;
      if (value === undefined) return [finding(path.slice(0, -1), `${name} is missing.`, hint)];
      return [finding(path, `${name} cannot be ${quote(value)}.`, hint)];
    }
    case 'too_small':
      return [
        finding(
          path,
          `${name} is ${issue.origin === 'number' ? 'too small' : 'empty or too short'}.`,
          `At least ${issue.minimum}.`,
        ),
      ];
    case 'too_big':
      return [
        finding(
          path,
          `${name} is ${issue.origin === 'number' ? 'too large' : 'too long'}.`,
          `At most ${issue.maximum}.`,
        ),
      ];
    case 'invalid_format':
      return [finding(path, `${name} cannot be ${quote(value)}.`, `Write ${issue.message}.`)];
    default:
      return [finding(path, `${name} is not right: ${issue.message}.`)];
  }
}

function explainUnion(issue: Issue & { code: 'invalid_union' }, path: Path, root: Schema, data: unknown, name: string) {
  const value = valueAt(data, path);
  if (value === undefined) return [finding(path.slice(0, -1), `${name} is missing.`)];
  const union = unwrap(schemaAt(root, path.slice(0, -1), data, path.at(-1)));
  const options = optionsOf(union);
  const branch = options.indexOf(branchOf(options, value)!);
  const inner = issue.errors[branch];
  if (inner === undefined || branch < 0) return [finding(path, `${name} cannot be ${kindOf(value)}.`)];
  return inner.flatMap((one) => explain(one, path, root, data));
}

function unknownKey(path: Path, key: string, known: readonly string[]): Finding {
  const near = closest(key, known);
  const hint = near ? `Did you mean \`${near}\`?` : known.length > 0 ? `Known here: ${known.join(', ')}.` : null;
  return finding(path, `\`${key.slice(0, 80)}\` is not known here.`, hint, 'key');
}

/** Of what is written as a text but is none: a time. */
function exampleOf(key: string): string | undefined {
  return ({ within: '2 min', pause: '5 s' } as Readonly<Record<string, string>>)[key];
}

function expected(type: string): string {
  const words: Readonly<Record<string, string>> = {
    string: 'words',
    object: 'a map (name: value)',
    record: 'a map (name: value)',
    array: 'a list',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
  };
  return words[type] ?? type;
}

function kindOf(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  if (typeof value === 'number' && !Number.isFinite(value)) return 'a number without end';
  return quote(value);
}

function quote(value: unknown): string {
  const written = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return `"${written.length > 60 ? `${written.slice(0, 60)}…` : written}"`;
}

function bare(name: string): string {
  return name.replaceAll('`', '');
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, part) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, part)
        ? (at as Record<string, unknown>)[part]
        : undefined,
    data,
  );
}

/** The schema that is meant at a path of this data: in unions, the branch the data looks like. */
function schemaAt(root: Schema, path: Path, data: unknown, last?: string | number): Schema | null {
  let schema: Schema | null = root;
  let value = data;
  const step = (part: string | number): void => {
    schema = childOf(branchFor(schema, value), part);
    value = valueAt(value, [part]);
  };
  for (const part of path) step(part);
  if (last !== undefined) step(last);
  else schema = branchFor(schema, value);
  return schema;
}

function branchFor(schema: Schema | null, value: unknown): Schema | null {
  const plain = unwrap(schema);
  const options = optionsOf(plain);
  return options.length === 0 ? plain : branchFor(branchOf(options, value), value);
}

/** Among maps the one with most of the value's keys; otherwise the one of the value's own type. */
function branchOf(options: readonly Schema[], value: unknown): Schema | null {
  const type = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
  const fitting = options.filter((option) => typesOf(option).includes(type));
  if (type !== 'object') return fitting[0] ?? null;
  const keys = Object.keys(value as object);
  const score = (option: Schema): number => {
    const known = keysOf(option);
    return keys.filter((key) => known.includes(key)).length - (known.includes('id') && keys.includes('phase') ? 1 : 0);
  };
  return fitting.toSorted((a, b) => score(b) - score(a))[0] ?? null;
}

function typesOf(schema: Schema): readonly string[] {
  const plain = unwrap(schema);
  const type = plain === null ? undefined : defOf(plain).type;
  switch (type) {
    case 'union':
      return optionsOf(plain).flatMap(typesOf);
    case 'enum':
      return ['string'];
    case 'literal':
      return ['boolean', 'string'];
    case 'record':
      return ['object'];
    default:
      return type === undefined ? [] : [type];
  }
}

interface AnyDef {
  readonly type: string;
  readonly innerType?: Schema;
  readonly options?: readonly Schema[];
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly element?: Schema;
  readonly valueType?: Schema;
}

function defOf(schema: Schema): AnyDef {
  // oxlint-disable-next-line no-underscore-dangle -- zod's documented door for tools
  return schema._zod.def as unknown as AnyDef;
}

function unwrap(schema: Schema | null): Schema | null {
  let plain = schema;
  while (plain !== null && defOf(plain).innerType !== undefined) plain = defOf(plain).innerType!;
  return plain;
}

function optionsOf(schema: Schema | null): readonly Schema[] {
  return schema === null ? [] : (defOf(schema).options ?? []);
}

function keysOf(schema: Schema | null): readonly string[] {
  const plain = unwrap(schema);
  return plain === null ? [] : Object.keys(defOf(plain).shape ?? {});
}

function childOf(schema: Schema | null, part: string | number): Schema | null {
  if (schema === null) return null;
  const { shape, element, valueType } = defOf(schema);
  if (typeof part === 'number') return element ?? null;
  return shape !== undefined && Object.hasOwn(shape, part) ? shape[part]! : (valueType ?? null);
}
