// Ranges of slots that are not torn apart at the end of a line.

/** Word joiners around the dash between two numbers: `5461–10922` stays on one line. */
export function unbroken(words: string): string {
  return words.replaceAll(/(\d)–(\d)/g, '$1\u2060–\u2060$2');
}
