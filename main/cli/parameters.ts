// `k=v` words of the command line as a runbook's parameters; what they mean is the runbook's own business.

import { AppError } from '../../shared/errors.ts';
import type { ParameterField, RunbookInfo } from '../../shared/model/run.ts';

/** Throws `bad_request` for a word that is no assignment, a name given twice, or one the runbook does not know. */
export function parseParameters(words: readonly string[], { id, fields }: RunbookInfo): Record<string, string> {
  const pairs = words.map((word): [string, string] => {
    const at = word.indexOf('=');
    if (at < 1)
      throw new AppError('bad_request', `${word} is not a parameter.`, {
        hint: `Write name=value. ${usageOf(id, fields)}`,
      });
    return [word.slice(0, at), word.slice(at + 1)];
  });
  const names = new Set<string>();
  for (const [name] of pairs) {
    if (!fields.some((field) => field.name === name)) {
      throw new AppError('bad_request', `${id} has no parameter ${name}.`, { hint: usageOf(id, fields) });
    }
    if (names.has(name)) throw new AppError('bad_request', `${name} is given twice.`, { hint: usageOf(id, fields) });
    names.add(name);
  }
  return Object.fromEntries(pairs);
}

/** `redis.failover replica=… [mode=plain|force]` */
export function usageOf(id: string, fields: readonly ParameterField[]): string {
  const words = fields.map(({ name, required, choices }) => {
    const value = choices === undefined ? '…' : choices.map((choice) => choice.value).join('|');
    return required ? `${name}=${value}` : `[${name}=${value}]`;
  });
  return [id, ...words].join(' ');
}
