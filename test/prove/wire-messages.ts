// Wrong messages, made from the contract itself: a valid request of a real call or stream is drawn from its schema and then
// broken in one way. Every kind is wrong by construction, so whatever does not refuse it is at fault. New calls are covered
// as soon as they stand in the contract.

import { z } from 'zod';
import { contract } from '../../shared/contract/index.ts';
import { MAX_FRAME_LENGTH } from '../../shared/wire.ts';
import { oneOf } from './proof.ts';

export const KINDS = [
  'unknown name',
  'name of a prototype',
  'wrong type',
  'missing field',
  'unknown field',
  '__proto__ as field',
  'input is no object',
  'wrong frame',
  'not JSON',
  'too long',
  'deeply nested',
  'not allowed: read-only',
  'replay of a refused change',
] as const;
export type Kind = (typeof KINDS)[number];

export interface Message {
  readonly kind: Kind;
  readonly text: string;
}

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Random = () => number;

interface Request {
  readonly t: 'call' | 'open';
  readonly name: string;
  readonly effect: string;
  readonly required: readonly string[];
  draw(random: Random): { [name: string]: Json };
}

const PROTOTYPE_NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'];
const HOSTILE = [
  '',
  '\u0000',
  '../../etc/passwd',
  '$where',
  '{{7*7}}',
  '<img src=x onerror=alert(1)>',
  '\u202Egnp.exe',
  'x'.repeat(5000),
  'FLUSHALL\r\n',
];

const REQUESTS: readonly Request[] = Object.entries(contract).map(([name, entry]) => {
  const schema = z.toJSONSchema(entry.input as z.ZodType, { io: 'input', unrepresentable: 'any' }) as Schema;
  return {
    name,
    t: entry.type === 'call' ? 'call' : 'open',
    effect: entry.type === 'call' ? entry.effect : 'read',
    required: schema.required ?? [],
    draw: (random) => drawFrom(schema, random) as { [name: string]: Json },
  };
});

interface Schema {
  readonly type?: string;
  readonly const?: Json;
  readonly enum?: readonly Json[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minimum?: number;
}

/** A value the schema describes, as far as the proof needs: patterns are not drawn, as nothing here has to be accepted. */
function drawFrom(schema: Schema, random: Random): Json {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return oneOf(random, schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return drawFrom(oneOf(random, choices), random);
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, field]) => [name, drawFrom(field, random)]),
      );
    case 'array':
      return [drawFrom(schema.items ?? {}, random)];
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 0, Math.floor(random() * 1000));
    case 'boolean':
      return random() < 0.5;
    case 'null':
      return null;
    default:
      return oneOf(random, ['guarded', 'redis.failover', ...HOSTILE.slice(0, 7)]);
  }
}

/** Messages on `profileId`, a production profile that is read-only. `id` is new on its wire. */
export function wrongMessage(kind: Kind, id: number, profileId: string, random: Random): Message {
  const request = pick(kind, random);
  const input = request.draw(random);
  const frame = { t: request.t, id, name: request.name, input };
  const say = (value: unknown): Message => ({ kind, text: JSON.stringify(value) });
  switch (kind) {
    case 'unknown name':
      return say({
        ...frame,
        name: oneOf(random, [`${request.name}x`, request.name.toUpperCase(), 'eval', 'a'.repeat(100)]),
      });
    case 'name of a prototype':
      return say({ ...frame, name: oneOf(random, PROTOTYPE_NAMES) });
    case 'wrong type':
      return say({ ...frame, input: { ...input, [oneOf(random, request.required)]: wrongValue(random) } });
    case 'missing field': {
      const gone = oneOf(random, request.required);
      return say({ ...frame, input: Object.fromEntries(Object.entries(input).filter(([name]) => name !== gone)) });
    }
    case 'unknown field':
      return say({
        ...frame,
        input: { ...input, [oneOf(random, ['admin', 'sneaky', ...PROTOTYPE_NAMES.slice(1)])]: 1 },
      });
    case '__proto__ as field':
      return {
        kind,
        text: JSON.stringify({ ...frame, input: { ...input, PLACE: { isAdmin: true } } }).replace(
          '"PLACE"',
          '"__proto__"',
        ),
      };
    case 'input is no object':
      return say({ ...frame, input: oneOf<Json>(random, [null, 7, 'text', true, [], [input]]) });
    case 'wrong frame':
      return say(
        oneOf<unknown>(random, [
          { ...frame, t: 'eval' },
          { ...frame, id: -1 },
          { ...frame, id: 1.5 },
          { ...frame, id: String(id) },
          { ...frame, id: 2 ** 60 },
          { ...frame, name: 7 },
          { ...frame, token: 'x' },
          { t: 'call', id },
          [frame],
          null,
          oneOf(random, HOSTILE),
        ]),
      );
    case 'not JSON': {
      const text = JSON.stringify(frame);
      return {
        kind,
        text: oneOf(random, [
          text.slice(0, 1 + Math.floor(random() * (text.length - 2))),
          `${text}}`,
          '\u0000',
          '{"t":NaN}',
          "{'t':1}",
        ]),
      };
    }
    case 'too long':
      return {
        kind,
        text: `{"t":"call","id":${id},"name":"app.info","input":{"x":"${'x'.repeat(MAX_FRAME_LENGTH)}"}}`,
      };
    case 'deeply nested': {
      const depth = 2000 + Math.floor(random() * 20_000);
      return {
        kind,
        text: `{"t":"call","id":${id},"name":${JSON.stringify(request.name)},"input":${'['.repeat(depth)}${']'.repeat(depth)}}`,
      };
    }
    case 'not allowed: read-only':
    case 'replay of a refused change':
      return say({ ...frame, input: { ...input, profileId } });
  }
}

function pick(kind: Kind, random: Random): Request {
  const needsField = kind === 'wrong type' || kind === 'missing field';
  const isChanging = kind === 'not allowed: read-only' || kind === 'replay of a refused change';
  return oneOf(
    random,
    REQUESTS.filter(
      ({ required, effect }) =>
        (!needsField || required.length > 0) && (!isChanging || (effect !== 'read' && required.includes('profileId'))),
    ),
  );
}

/** Of a type no field of the contract has: whatever was wanted, it is not this. */
function wrongValue(random: Random): Json {
  return oneOf<Json>(random, [{ toString: 'x' }, [[[]]], { length: 1 }, [{ __proto__: null }], { $gt: '' }]);
}
