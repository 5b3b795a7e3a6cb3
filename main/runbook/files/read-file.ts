// The text of a runbook file, checked: the file, or everything that is wrong with it, with line and column. It reads no
// server and no other file, and nothing in the text can make it run anything.

import { hash } from 'node:crypto';
import type { Finding } from './finding.ts';
import { RunbookFile } from './format.ts';
import { lintFile } from './lint.ts';
import type { KnownRunbooks } from './lint-steps.ts';
import { inOrder, parseYaml, type YamlProblem } from './parse-yaml.ts';
import { schemaFindings } from './schema-findings.ts';
import type { Path } from './walk.ts';

/** `line` and `column` count from 1. */
export interface FileProblem extends YamlProblem {}

export interface ReadRunbookFile {
  /** Null while there are problems. */
  readonly file: RunbookFile | null;
  /** SHA-256 of the text, hex. */
  readonly hash: string;
  /** In the order they stand in the text. */
  readonly problems: readonly FileProblem[];
  /** What the file calls itself, also where it has faults. */
  readonly id: string | null;
}

export function readRunbookFile(source: string, runbooks: KnownRunbooks): ReadRunbookFile {
  const { data, problems, locate } = parseYaml(source);
  const fileHash = hash('sha256', source);
  const id = idIn(data);
  if (problems.length > 0) return { file: null, hash: fileHash, problems, id };
  const shape = schemaFindings(RunbookFile, data);
  const parsed = shape.length === 0 ? RunbookFile.parse(data) : null;
  const findings = parsed === null ? shape : lintFile(parsed, runbooks);
  const placed = findings.map(({ path, at, message, hint }: Finding) => ({
    ...locate(path, at),
    message: `${whereOf(data, path)}${message}`,
    hint,
  }));
  const told = shape.length > 0 ? placed.toSorted((a, b) => a.line - b.line || a.column - b.column) : inOrder(placed);
  return { file: told.length === 0 ? parsed : null, hash: fileHash, problems: told, id };
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
