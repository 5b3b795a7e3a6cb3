// Text to data, and back to the place in the text. Plain YAML only: no anchors, aliases, tags or several documents, so that
// nothing can grow, recurse or become anything but maps, lists, words and numbers.

import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  visit,
  type Node,
  type Pair,
} from 'yaml';
import type { Path } from './walk.ts';

const MAX_BYTES = 128 * 1024;
const MAX_DEPTH = 24;
const MAX_NODES = 20_000;
const MAX_OPEN = 100;
const MAX_PROBLEMS = 50;
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** Lines and columns count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface YamlProblem extends Place {
  readonly message: string;
  readonly hint: string | null;
}

export interface ParsedYaml {
  readonly data: unknown;
  readonly problems: readonly YamlProblem[];
  /** Where the value at that path stands, or its key; the nearest thing around it where there is no such place. */
  locate(path: Path, at: 'key' | 'value'): Place;
}

const START: Place = { line: 1, column: 1 };

export function parseYaml(source: string): ParsedYaml {
  const refused = refuseText(source);
  if (refused) return failed([refused]);
  const lines = new LineCounter();
  try {
    return parseChecked(source, lines);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // the parser's own recursion ran out of stack
    return failed([tooDeep(START)]);
  }
}

function parseChecked(source: string, lines: LineCounter): ParsedYaml {
  if (isDeep(source)) return failed([tooDeep(START)]);
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const documents = parseAllDocuments(source, {
    lineCounter: lines,
    version: '1.2',
    schema: 'core',
    uniqueKeys: true,
    stringKeys: true,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const [document, second] = Array.isArray(documents) ? documents : [];
  if (document === undefined || document.contents === null)
    return failed([{ ...START, message: 'The file is empty.', hint: 'It begins with `runbook: <id>`.' }]);
  const found: YamlProblem[] = [...document.errors, ...document.warnings].map(({ message, pos }) => ({
    ...placeAt(pos[0]),
    message: sentence(message),
    hint: null,
  }));
  if (second !== undefined)
    found.push({ ...placeAt(second.range[0]), message: 'A file holds one runbook.', hint: 'Remove the line `---`.' });
  found.push(...refuseNodes(document.contents, placeAt));
  if (found.length > 0) return failed(onePerPlace(found));
  const root = document.contents;
  return {
    data: document.toJS({ maxAliasCount: 0 }),
    problems: [],
    locate: (path, at) => placeAt(offsetOf(root, path, at)),
  };
}

/** In the order of the text, and not too many. */
export function byPlace<Problem extends Place>(problems: readonly Problem[]): readonly Problem[] {
  return problems.toSorted((a, b) => a.line - b.line || a.column - b.column).slice(0, MAX_PROBLEMS);
}

/** One at each place: what is said after that is mostly confusion about the first. */
export function onePerPlace<Problem extends Place>(problems: readonly Problem[]): readonly Problem[] {
  const sorted = byPlace(problems);
  return sorted.filter(
    ({ line, column }, index) => sorted[index - 1]?.line !== line || sorted[index - 1]?.column !== column,
  );
}

function failed(problems: readonly YamlProblem[]): ParsedYaml {
  return { data: undefined, problems, locate: () => START };
}

function tooDeep(place: Place): YamlProblem {
  return { ...place, message: 'This is nested too deeply.', hint: `At most ${MAX_DEPTH} levels.` };
}

function refuseText(source: string): YamlProblem | null {
  if (Buffer.byteLength(source) > MAX_BYTES)
    return { ...START, message: 'The file is too large.', hint: `At most ${MAX_BYTES / 1024} kB.` };
  // eslint-disable-next-line no-control-regex
  const strange = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u0080-\u009f\ufffe\uffff]/u.exec(source);
  if (strange === null) return null;
  const before = source.slice(0, strange.index).split('\n');
  const code = strange[0].codePointAt(0)!.toString(16).padStart(4, '0');
  return {
    line: before.length,
    column: before.at(-1)!.length + 1,
    message: `There is a control character here (U+${code.toUpperCase()}).`,
    hint: 'Remove it: a runbook file is plain text.',
  };
}

/** Upper bounds of nesting, cheap and before the parser recurses. Brackets in texts count as well; nobody opens so many. */
function isDeep(source: string): boolean {
  let depth = 0;
  for (const character of source) {
    if (character === '[' || character === '{') depth += 1;
    else if ((character === ']' || character === '}') && depth > 0) depth -= 1;
    if (depth > MAX_OPEN) return true;
  }
  return /(?:[-?:][ \t]+){32}/.test(source);
}

function refuseNodes(root: Node, placeAt: (offset: number) => Place): readonly YamlProblem[] {
  const problems: YamlProblem[] = [];
  let count = 0;
  const refuse = (node: Node, message: string, hint: string): void => {
    problems.push({ ...placeAt(node.range?.[0] ?? 0), message, hint });
  };
  visit(root, (_key, node, ancestors) => {
    count += 1;
    if (count > MAX_NODES || problems.length >= 20) return visit.BREAK;
    if (isPair(node)) {
      if (isScalar(node.key) && FORBIDDEN_KEYS.has(String(node.key.value)))
        refuse(node.key, `\`${String(node.key.value)}\` cannot be a name.`, 'Choose another word.');
      return undefined;
    }
    const plain = node as Node | null;
    if (plain === null) return undefined;
    if (isAlias(plain)) refuse(plain, 'Aliases (`*name`) are not used in runbook files.', 'Write it out.');
    else if ('anchor' in plain && plain.anchor)
      refuse(plain, 'Anchors (`&name`) are not used in runbook files.', 'Remove it.');
    else if (plain.tag !== undefined && /^!/.test(plain.tag))
      refuse(plain, 'Tags (`!name`) are not used in runbook files.', 'Remove it.');
    else if (ancestors.length > MAX_DEPTH * 2) {
      problems.push(tooDeep(placeAt(plain.range?.[0] ?? 0)));
      return visit.BREAK;
    }
    return undefined;
  });
  if (count > MAX_NODES)
    problems.push({ ...START, message: 'The file has too many parts.', hint: `At most ${MAX_NODES}.` });
  return problems;
}

function offsetOf(root: Node, path: Path, at: 'key' | 'value'): number {
  let node: Node | null = root;
  let offset = root.range?.[0] ?? 0;
  for (const [index, part] of path.entries()) {
    const isLast = index === path.length - 1;
    if (isMap(node)) {
      const pair: Pair | undefined = node.items.find(({ key }) => isScalar(key) && key.value === String(part));
      if (pair === undefined) return offset;
      const key = pair.key as Node;
      const value = pair.value as Node | null;
      offset = (isLast && at === 'key' ? key.range?.[0] : (value?.range?.[0] ?? key.range?.[0])) ?? offset;
      node = value;
    } else if (isSeq(node) && typeof part === 'number') {
      const item = node.items[part] as Node | undefined;
      if (item === undefined) return offset;
      offset = item.range?.[0] ?? offset;
      node = item;
    } else return offset;
  }
  return offset;
}

/** The parser's message without its position (the place is told beside it). */
function sentence(message: string): string {
  const words = message
    .split('\n')[0]!
    .replace(/ at line \d+, column \d+.*$/, '')
    .slice(0, 200);
  return words.endsWith('.') ? words : `${words}.`;
}
