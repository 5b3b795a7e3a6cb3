// What the schema cannot say of a file: names that must be unique or must exist, places in texts, loops, order.

import { didYouMean } from './closest.ts';
import { finding, type Finding } from './finding.ts';
import type { FileParameter, RunbookFile } from './format.ts';
import { lintConditions } from './lint-conditions.ts';
import { lintStep, type KnownRunbooks } from './lint-steps.ts';
import { placesIn } from './placeholders.ts';
import { blocksOf, placedSteps, type Path, type PlacedStep } from './walk.ts';

export function lintFile(file: RunbookFile, runbooks: KnownRunbooks): readonly Finding[] {
  const parameters = new Map((file.parameters ?? []).map((parameter) => [parameter.name, parameter]));
  return [
    ...(file.parameters ?? []).flatMap((parameter, index) => lintParameter(parameter, ['parameters', index])),
    ...twice((file.parameters ?? []).map(({ name }, index) => [name, ['parameters', index, 'name']])),
    ...twice(placedSteps(file).map(({ step, path }) => [step.id, [...path, 'id']])),
    ...lintLoops(file, parameters),
    ...lintSteps(file, parameters, runbooks),
    ...lintPlaces(file, parameters),
  ];
}

function twice(named: readonly (readonly [string, Path])[]): readonly Finding[] {
  const seen = new Set<string>();
  return named.flatMap(([name, path]) => {
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    return [finding(path, `\`${name}\` stands in the file twice.`, 'Every name is used once.')];
  });
}

function lintParameter(parameter: FileParameter, path: Path): readonly Finding[] {
  const { kind, choices, initial } = parameter;
  if (kind === 'choice' && choices === undefined)
    return [finding(path, 'A choice needs `choices`.', 'For example choices: [fast, safe].')];
  if (kind !== 'choice' && choices !== undefined)
    return [finding([...path, 'choices'], '`choices` is for the kind `choice`.', 'Write `kind: choice`.', 'key')];
  const values = (choices ?? []).map((choice) => (typeof choice === 'string' ? choice : choice.value));
  const found = [...twice(values.map((value, index) => [value, [...path, 'choices', index]]))];
  if (initial === undefined) return found;
  const at = [...path, 'initial'];
  if (kind === 'choice' && !values.includes(String(initial)))
    found.push(finding(at, `"${String(initial)}" is none of the choices.`, didYouMean(String(initial), values)));
  if (kind === 'number' && !Number.isFinite(Number(initial)))
    found.push(finding(at, `"${String(initial)}" is not a number.`));
  if (kind === 'boolean' && !['true', 'false'].includes(String(initial)))
    found.push(finding(at, 'Write true or false.'));
  return found;
}

function lintLoops(file: RunbookFile, parameters: ReadonlyMap<string, FileParameter>): readonly Finding[] {
  return blocksOf(file).flatMap((block): readonly Finding[] => {
    if (block.kind === 'step') return [];
    const { source, path } = block.loop;
    if ((source.nodes === undefined) === (source.parameter === undefined))
      return [
        finding(path, 'A loop goes over nodes, or over the values of a list.', 'Write `nodes: …` or `parameter: …`.'),
      ];
    if (parameters.has(source.as))
      return [finding([...path, 'as'], `\`${source.as}\` is the name of a parameter already.`, 'Choose another word.')];
    if (source.parameter === undefined) return [];
    const parameter = parameters.get(source.parameter);
    const lists = [...parameters.values()].filter(({ kind }) => kind === 'list').map(({ name }) => name);
    if (parameter === undefined)
      return [
        finding(
          [...path, 'parameter'],
          `There is no parameter \`${source.parameter}\`.`,
          lists.length === 0 ? 'Add one of the kind `list`.' : didYouMean(source.parameter, lists),
        ),
      ];
    return parameter.kind === 'list'
      ? []
      : [
          finding(
            [...path, 'parameter'],
            `\`${source.parameter}\` is a ${parameter.kind}, not a list.`,
            'Write `kind: list` at the parameter.',
          ),
        ];
  });
}

/** In their order: a condition may ask for the answers given before it. */
function lintSteps(
  file: RunbookFile,
  parameters: ReadonlyMap<string, FileParameter>,
  runbooks: KnownRunbooks,
): readonly Finding[] {
  const answers = new Map<string, readonly string[]>();
  const placed = placedSteps(file);
  const loopOf = new Map(placed.map(({ step, loop }) => [step.id, loop]));
  const checkedScopes = new Set<string>();
  const found: Finding[] = [];
  for (const { step, path, loop, scopes } of placed) {
    const reachable = new Map([...answers].filter(([id]) => loopOf.get(id) == null || loopOf.get(id) === loop));
    for (const scope of scopes) {
      if (checkedScopes.has(scope.name)) continue;
      checkedScopes.add(scope.name);
      found.push(...lintConditions(scope.when, scope.path, { parameters, answers: reachable }));
    }
    if (step.when !== undefined)
      found.push(...lintConditions(step.when, [...path, 'when'], { parameters, answers: reachable }));
    found.push(...lintStep(step, path, runbooks));
    const manual = step.manual;
    if (manual !== undefined) {
      const given = manual === true ? undefined : manual.answers;
      answers.set(
        step.id,
        (given ?? ['done']).map((answer) => (typeof answer === 'string' ? answer : answer.value)),
      );
    }
  }
  return found;
}

/** Every `{place}` names a parameter, or the variable of the loop around it. */
function lintPlaces(file: RunbookFile, parameters: ReadonlyMap<string, FileParameter>): readonly Finding[] {
  const own = [...parameters.keys()];
  const plain = ['title', 'summary', 'way-back'] as const;
  const found = plain.flatMap((name) => placesAt(file[name], [name], name === 'way-back' ? own : []));
  for (const placed of placedSteps(file)) {
    const known = [...own, ...loopNames(placed)];
    found.push(...placesAt(placed.step, placed.path, known));
  }
  const phases = file.steps.flatMap((item, index) =>
    'phase' in item ? placesAt(item.phase, ['steps', index, 'phase'], own) : [],
  );
  return [...found, ...phases];
}

function loopNames({ loop }: PlacedStep): readonly string[] {
  if (loop === null) return [];
  const { as, nodes } = loop.source;
  return nodes === undefined ? [as] : [as, `${as}.host`, `${as}.port`];
}

const WITHOUT_PLACES = new Set(['id', 'reading', 'answer', 'parameter', 'runbook', 'ca', 'cwd']);

function placesAt(value: unknown, path: Path, known: readonly string[]): readonly Finding[] {
  if (typeof value === 'string') {
    const stranger = WITHOUT_PLACES.has(String(path.at(-1)))
      ? undefined
      : placesIn(value).find((name) => !known.includes(name));
    if (stranger === undefined) return [];
    const hint = known.length === 0 ? 'There is nothing that could stand here.' : didYouMean(stranger, known);
    return [
      finding(
        path,
        `\`{${stranger}}\` is not known here.`,
        `${hint} Braces that are meant are doubled: {{${stranger}}}.`,
      ),
    ];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    placesAt(child, [...path, Array.isArray(value) ? Number(key) : key], known),
  );
}
