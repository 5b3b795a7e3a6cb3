// The pages browser mode shows when it cannot show the console: what is missing, and what to do. No script, nothing from outside.

import { STATUS_CODES } from 'node:http';

export function plainPage(status: number, sentence: string, hint: string): string {
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>Marsad</title>
<h1>${escape(sentence)}</h1>
<p>${escape(hint)}</p>
<p><small>${status} ${escape(STATUS_CODES[status] ?? '')}</small></p>
</html>
`;
}

/** Goes on to the console by itself. */
export function enteredPage(): string {
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=/"><title>Marsad</title>
<p><a href="/">Open the console</a></p>
</html>
`;
}

/** What to do about each refusal of the guard. */
export function refusalPage(status: number): string {
  switch (status) {
    case 401:
      return plainPage(status, 'Open the address Marsad printed', 'It is good for one browser, once. Press Enter in the terminal where Marsad runs for a new one.');
    case 403:
    case 421:
      return plainPage(status, 'This request did not come from the console', 'Open the address Marsad printed in its terminal.');
    default:
      return plainPage(status, 'There is nothing here', 'Go back to the console.');
  }
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
