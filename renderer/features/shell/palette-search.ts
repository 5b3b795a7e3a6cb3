// Ranks what the palette offers against what was typed. Pure.

export interface PaletteItem {
  readonly id: string;
  readonly group: string;
  readonly label: string;
  /** A second line: role, time, summary. Searched too, but counts less. */
  readonly detail?: string;
  /** Shown left-to-right in the code face: host:port, ids. */
  readonly isCode?: boolean;
  readonly href?: string;
  readonly run?: () => void;
}

const SHOWN = 40;

/** The items that hold every typed word, best first; all of them, in their order, while nothing is typed. */
export function searchItems(items: readonly PaletteItem[], query: string): readonly PaletteItem[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return items.slice(0, SHOWN);
  return items
    .map((item, index) => ({ item, index, score: scoreOf(item, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, SHOWN)
    .map(({ item }) => item);
}

function scoreOf({ label, detail = '' }: PaletteItem, words: readonly string[]): number {
  let sum = 0;
  for (const word of words) {
    const score = Math.max(wordScore(label.toLowerCase(), word), wordScore(detail.toLowerCase(), word) / 4);
    if (score === 0) return 0;
    sum += score;
  }
  return sum;
}

/** Whole text 8, its start 6, the start of a word 4, inside 2, letters in order 0.5. */
function wordScore(text: string, word: string): number {
  const at = text.indexOf(word);
  if (at === 0) return text.length === word.length ? 8 : 6;
  if (at > 0) return /[\p{L}\p{N}]/u.test(text[at - 1] ?? '') ? 2 : 4;
  return isSubsequence(text, word) ? 0.5 : 0;
}

function isSubsequence(text: string, word: string): boolean {
  if (word.length < 3 || /\d/.test(word)) return false; // a port is looked for as it is
  let from = 0;
  for (const letter of word) {
    const at = text.indexOf(letter, from);
    if (at < 0) return false;
    from = at + 1;
  }
  return true;
}
