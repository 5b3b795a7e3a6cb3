// Places in texts, addresses and arguments: `{server}`, `{node.host}`. What is put in is never looked at again for places,
// never split, and never read by a shell. `{{name}}` stands for braces that are meant.

import { AppError } from '../../../shared/errors.ts';

const PLACE = /\{\{|\}\}|\{([a-z][a-z0-9-]*(?:\.[a-z]+)?)\}/g;

export type Values = Readonly<Record<string, string>>;

/** Names of all places, in order. */
export function placesIn(template: string): readonly string[] {
  return [...template.matchAll(PLACE)].flatMap(([, name]) => (name === undefined ? [] : [name]));
}

/** Places without a value stay as they stand: parameters that were not given. */
export function fill(template: string, values: Values): string {
  return template.replace(PLACE, (found, name: string | undefined) => {
    if (name === undefined) return found[0]!;
    return Object.hasOwn(values, name) ? values[name]! : '';
  });
}

/** One argument of a command. A value cannot become an option the author did not write. */
export function fillArgument(template: string, values: Values): string {
  const filled = fill(template, values);
  if (filled.startsWith('-') && !template.startsWith('-')) {
    throw new AppError(
      'bad_request',
      `The argument ${JSON.stringify(template)} would become ${JSON.stringify(filled)}.`,
      {
        hint: 'A value that begins with a dash would be read as an option of the program.',
      },
    );
  }
  if (filled.includes('\0')) throw new AppError('bad_request', 'An argument of a command holds a NUL character.');
  return filled;
}

/** Http or https, without a user or password in it. */
export function fillUrl(template: string, values: Values): string {
  const filled = fill(template, values);
  const url = URL.canParse(filled) ? new URL(filled) : null;
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new AppError('bad_request', `${JSON.stringify(filled.slice(0, 200))} is not an http or https address.`, {
      hint: 'Write it whole, for example https://app-1.example:8080/health.',
    });
  }
  if (url.username !== '' || url.password !== '') {
    throw new AppError('bad_request', `The address of ${url.host} holds a user or a password.`, {
      hint: 'Addresses are shown and kept in reports: leave them out.',
    });
  }
  return url.href;
}
