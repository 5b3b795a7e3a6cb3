// A file's steps in the order they stand, each with what it stands in: heading, loop, conditions of both.

import type { Conditions } from './format-conditions.ts';
import type { FileItem, FileLoop, FileStep, RunbookFile } from './format.ts';
import type { Words } from './format-values.ts';

export type Path = readonly (string | number)[];

/** Conditions that several steps share are decided once, when the first of them is reached. */
export interface Scope {
  /** `phase-2`, `loop-2-1`: the same in every reading of the file. */
  readonly name: string;
  readonly when: Conditions;
  readonly path: Path;
}

export interface PlacedStep {
  readonly step: FileStep;
  readonly path: Path;
  readonly phase: Words | null;
  readonly loop: PlacedLoop | null;
  readonly scopes: readonly Scope[];
}

export interface PlacedLoop {
  readonly source: FileLoop['for-each'];
  readonly path: Path;
}

/** A step or loop of the file, where loops keep their steps together. */
export type Block =
  | { readonly kind: 'step'; readonly placed: PlacedStep }
  | { readonly kind: 'loop'; readonly loop: PlacedLoop; readonly steps: readonly PlacedStep[] };

export function blocksOf(file: RunbookFile): readonly Block[] {
  return file.steps.flatMap((item, index) => blocksOfItem(item, ['steps', index], null, []));
}

export function placedSteps(file: RunbookFile): readonly PlacedStep[] {
  return blocksOf(file).flatMap((block) => (block.kind === 'step' ? [block.placed] : block.steps));
}

function blocksOfItem(item: FileItem, path: Path, phase: Words | null, scopes: readonly Scope[]): readonly Block[] {
  if ('phase' in item) {
    const inner = withScope(scopes, `phase-${path[1]}`, item.when, path);
    return item.steps.flatMap((child, index) => blocksOfItem(child, [...path, 'steps', index], item.phase, inner));
  }
  if ('for-each' in item) {
    const loop = { source: item['for-each'], path: [...path, 'for-each'] };
    const inner = withScope(
      scopes,
      `loop-${path.filter((part) => typeof part === 'number').join('-')}`,
      item.when,
      path,
    );
    const steps = item['for-each'].steps.map((step, index) => ({
      step,
      path: [...loop.path, 'steps', index],
      phase,
      loop,
      scopes: inner,
    }));
    return [{ kind: 'loop', loop, steps }];
  }
  return [{ kind: 'step', placed: { step: item, path, phase, loop: null, scopes } }];
}

function withScope(scopes: readonly Scope[], name: string, when: Conditions | undefined, path: Path): readonly Scope[] {
  return when === undefined ? scopes : [...scopes, { name, when, path: [...path, 'when'] }];
}
