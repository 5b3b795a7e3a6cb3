// Several files at once: who may have which name, who calls whom, and which of them can be compiled. Faults stay with the
// file they are in; the others work.

import { AppError } from '../../../shared/errors.ts';
import type { RunbookInfo } from '../../../shared/model/run.ts';
import type { Runbook } from '../runbook.ts';
import { calledBy, compileFile } from './compile.ts';
import type { RunbookFile } from './format.ts';
import { fieldOf } from './parameters.ts';
import { parseRunbookFile, type FileProblem, type ParsedRunbookFile } from './read-file.ts';

const MAX_CALL_DEPTH = 5;

export interface SourceFile {
  readonly fileName: string;
  readonly source: string;
  readonly origin: 'shipped' | 'own';
}

export interface ResolvedFile extends SourceFile {
  readonly hash: string;
  readonly id: string | null;
  readonly problems: readonly FileProblem[];
  /** Null while there are problems. */
  readonly file: RunbookFile | null;
  readonly runbook: Runbook | null;
}

/** In the given order; where two have one id, the first has it. */
export function resolveFiles(code: readonly Runbook[], sources: readonly SourceFile[]): readonly ResolvedFile[] {
  const alone = sources.map(parsed);
  const known = new Map<string, Pick<RunbookInfo, 'fields'>>(code.map((runbook) => [runbook.id, runbook]));
  const files = new Map<string, RunbookFile>();
  const taken = new Map<number, string>();
  for (const [index, { file }] of alone.entries()) {
    if (file === null) continue;
    if (known.has(file.runbook)) taken.set(index, file.runbook);
    else {
      known.set(file.runbook, { fields: (file.parameters ?? []).map(fieldOf) });
      files.set(file.runbook, file);
    }
  }
  const compiled = new Map<string, Runbook>(code.map((runbook) => [runbook.id, runbook]));
  const find = (id: string): Runbook | undefined => compiled.get(id);
  const resolved = sources.map((source, index): ResolvedFile => {
    const { file, hash, id, problems: shape, lint } = alone[index]!;
    const told = file === null ? shape : lint(known);
    const whole =
      file === null || told.length > 0 ? null : (takenProblem(taken.get(index)) ?? callProblem(file, files));
    const problems = whole === null ? told : [whole];
    return { ...source, hash, id, problems, file: problems.length > 0 ? null : file, runbook: null };
  });
  return compileInOrder(resolved, compiled, find);
}

const parsedFiles = new WeakMap<SourceFile, ParsedRunbookFile>();

/** Files are looked at again whenever one of them changes: each text is parsed once. */
function parsed(file: SourceFile): ParsedRunbookFile {
  const known = parsedFiles.get(file) ?? parseRunbookFile(file.source);
  parsedFiles.set(file, known);
  return known;
}

/** Those that are called first. What calls a faulty file is faulty as well. */
function compileInOrder(
  resolved: readonly ResolvedFile[],
  compiled: Map<string, Runbook>,
  find: (id: string) => Runbook | undefined,
): readonly ResolvedFile[] {
  const done = [...resolved];
  for (let depth = 0; depth <= MAX_CALL_DEPTH; depth += 1) {
    for (const [index, entry] of done.entries()) {
      if (entry.file === null || entry.runbook !== null) continue;
      if (!calledBy(entry.file).every((id) => compiled.has(id))) continue;
      const runbook = compileFile(entry.file, { hash: entry.hash, origin: entry.origin, find });
      compiled.set(runbook.id, runbook);
      done[index] = { ...entry, runbook };
    }
  }
  return done.map((entry) => {
    if (entry.file === null || entry.runbook !== null) return entry;
    const missing = calledBy(entry.file).find((id) => !compiled.has(id));
    return {
      ...entry,
      file: null,
      problems: [atStart(`It calls ${missing}, which has faults.`, 'Correct that file first.')],
    };
  });
}

function takenProblem(id: string | undefined): FileProblem | null {
  return id === undefined ? null : atStart(`There is another runbook named ${id}.`, 'Give this one a name of its own.');
}

/** Files that call each other in a circle, or too deep. */
function callProblem(file: RunbookFile, files: ReadonlyMap<string, RunbookFile>): FileProblem | null {
  const follow = (id: string, trail: readonly string[]): readonly string[] | null => {
    const called = files.get(id);
    if (called === undefined) return null;
    if (trail.includes(id) || trail.length > MAX_CALL_DEPTH) return [...trail, id];
    for (const next of calledBy(called)) {
      const circle = follow(next, [...trail, id]);
      if (circle !== null) return circle;
    }
    return null;
  };
  const circle = follow(file.runbook, []);
  if (circle === null) return null;
  const isCircle = new Set(circle).size < circle.length;
  return atStart(
    isCircle
      ? `These call each other in a circle: ${circle.join(' → ')}.`
      : `Calls go too deep: ${circle.join(' → ')}.`,
    isCircle ? 'Offer one of them in a manual step instead.' : `At most ${MAX_CALL_DEPTH}.`,
  );
}

function atStart(message: string, hint: string): FileProblem {
  return { line: 1, column: 1, message, hint };
}

/** For one of ours: a shipped file with a fault is a fault of the product. */
export function requireFaultless(files: readonly ResolvedFile[]): void {
  const faulty = files.find(({ problems }) => problems.length > 0);
  if (faulty === undefined) return;
  const { line, column, message } = faulty.problems[0]!;
  throw new AppError('internal', `${faulty.fileName}:${line}:${column}: ${message}`);
}
