// The text of a runbook file, checked: the file, or everything that is wrong with it, with line and column. It reads no
// server and no other file, and nothing in the text can make it run anything.

import { hash } from 'node:crypto';
import type { Finding } from './finding.ts';
import { RunbookFile } from './format.ts';
import { lintFile } from './lint.ts';
import type { KnownRunbooks } from './lint-steps.ts';
import { byPlace, onePerPlace, parseYaml, type YamlProblem } from './parse-yaml.ts';
import { schemaFindings } from './schema-findings.ts';
import type { Path } from './walk.ts';

/** `line` and `column` count from 1. */
export interface FileProblem extends YamlProblem {}

/** A text whose shape was looked at; names of other runbooks were not yet. */
export interface ParsedRunbookFile {
  /** Null while its shape is wrong. */
  readonly file: RunbookFile | null;
  /** SHA-256 of the text, hex. */
  readonly hash: string;
  readonly problems: readonly FileProblem[];
  /** What the file calls itself, also where it has faults. */
  readonly id: string | null;
  /** What is still wrong when these are the runbooks there are; in the order of the text. */
  lint(runbooks: KnownRunbooks): readonly FileProblem[];
}

export function parseRunbookFile(source: string): ParsedRunbookFile {
  const { data, problems, locate } = parseYaml(source);
  const fileHash = hash('sha256', source);
  const id = idIn(data);
  const none = { file: null, hash: fileHash, id, lint: () => [] };
  if (problems.length > 0) return { ...none, problems };
  const place = ({ path, at, message, hint }: Finding): FileProblem => ({
    ...locate(path, at),
    message: `${whereOf(data, path)}${message}`,
    hint,
  });
  const shape = schemaFindings(RunbookFile, data);
  if (shape.length > 0) return { ...none, problems: byPlace(shape.map(place)) };
  const file = RunbookFile.parse(data);
  return { ...none, file, problems: [], lint: (runbooks) => onePerPlace(lintFile(file, runbooks).map(place)) };
}

export interface ReadRunbookFile extends Omit<ParsedRunbookFile, 'lint'> {}

/** Shape and names at once. Without `runbooks`, what it calls is taken on trust. */
export function readRunbookFile(source: string, runbooks: KnownRunbooks): ReadRunbookFile {
  const { lint, ...parsed } = parseRunbookFile(source);
  if (parsed.file === null) return parsed;
  const problems = lint(runbooks);
  return { ...parsed, problems, file: problems.length === 0 ? parsed.file : null };
}

/** `Step lag: `, `Step 3: `, or nothing. */
function whereOf(data: unknown, path: Path): string {
  let at: unknown = data;
  let where = '';
  for (const [index, part] of path.entries()) {
    at =
      typeof at === 'object' && at !== null && Object.hasOwn(at, part)
        ? (at as Record<string, unknown>)[part]
        : undefined;
    if (typeof part !== 'number' || path[index - 1] !== 'steps') continue;
    if (typeof at === 'object' && at !== null && ('phase' in at || 'for-each' in at)) continue;
    const id = typeof at === 'object' && at !== null && 'id' in at && typeof at.id === 'string' ? at.id : null;
    where = `Step ${id !== null && /^[\w.-]{1,60}$/.test(id) ? id : part + 1}: `;
  }
  return where;
}

function idIn(data: unknown): string | null {
  const id =
    typeof data === 'object' && data !== null && Object.hasOwn(data, 'runbook')
      ? (data as { runbook: unknown }).runbook
      : null;
  return typeof id === 'string' && RunbookFile.shape.runbook.safeParse(id).success ? id : null;
}
