// The pages browser mode shows instead of the console: what is missing, and what to do; and the one that lets in.

import { STATUS_CODES } from 'node:http';
import { KEY_NAME } from '../../shared/wire.ts';

export function plainPage(status: number, sentence: string, hint: string): string {
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>Marsad</title>
<h1>${escape(sentence)}</h1>
<p>${escape(hint)}</p>
<p><small>${status} ${escape(STATUS_CODES[status] ?? '')}</small></p>
</html>
`;
}

/**
 * Keeps the key where only this origin can read it, and goes on to the console. As a page, not a redirect: from a link
 * elsewhere, browsers keep a strict cookie out of a redirect, but not out of our own page's next step. `nonce`: of its script.
 */
export function enteredPage(key: string, nonce: string): string {
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Marsad</title>
<script nonce="${nonce}">localStorage.setItem(${JSON.stringify(KEY_NAME)}, ${JSON.stringify(key)}); location.replace('/');</script>
</html>
`;
}

/** What to do about each refusal of the guard. */
export function refusalPage(status: number): string {
  switch (status) {
    case 401:
      return plainPage(
        status,
        'Open the address Marsad printed',
        'It is good for one browser, once. Press Enter in the terminal where Marsad runs for a new one.',
      );
    case 403:
    case 421:
      return plainPage(
        status,
        'This request did not come from the console',
        'Open the address Marsad printed in its terminal.',
      );
    default:
      return plainPage(status, 'There is nothing here', 'Go back to the console.');
  }
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
