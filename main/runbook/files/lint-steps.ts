// One step of a file: exactly one part, and options only where they mean something.

import { didYouMean } from './closest.ts';
import { finding, type Finding } from './finding.ts';
import { lintReading } from './lint-conditions.ts';
import { STEP_PARTS, type Call, type Command, type Http, type StepPart } from './format-steps.ts';
import type { FileStep } from './format.ts';
import { placesIn } from './placeholders.ts';
import type { Path } from './walk.ts';
import type { RunbookInfo } from '../../../shared/model/run.ts';

/** What a call or an offer can name. Null: not known here (a file checked by itself). */
export type KnownRunbooks = ReadonlyMap<string, Pick<RunbookInfo, 'fields'>> | null;

export function partsOf(step: FileStep): readonly StepPart[] {
  return (Object.keys(STEP_PARTS) as StepPart[]).filter((name) => step[name] !== undefined);
}

export function lintStep(step: FileStep, path: Path, runbooks: KnownRunbooks): readonly Finding[] {
  const parts = partsOf(step);
  if (parts.length !== 1) {
    const all = Object.keys(STEP_PARTS).map((name) => `\`${name}\``);
    const message =
      parts.length === 0 ? 'The step does nothing.' : `A step does one thing, not ${parts.join(' and ')}.`;
    return [
      finding(
        parts.length === 0 ? path : [...path, parts[1]!],
        message,
        `Write one of ${all.join(', ')}.`,
        parts.length === 0 ? 'value' : 'key',
      ),
    ];
  }
  return [...lintPart(step, path, runbooks), ...lintOptions(step, parts[0]!, path)];
}

function lintPart(step: FileStep, path: Path, runbooks: KnownRunbooks): readonly Finding[] {
  const { check, look, verify, manual, call, http, command } = step;
  const found: Finding[] = [];
  if (check !== undefined) {
    const all = Array.isArray(check) ? check : [check];
    for (const [index, one] of all.entries())
      found.push(...lintReading(one, Array.isArray(check) ? [...path, 'check', index] : [...path, 'check'], true));
  }
  for (const [index, one] of (look ?? []).entries()) {
    const at = [...path, 'look', index];
    const findings = lintReading(typeof one === 'string' ? { reading: one } : one, at, false);
    found.push(...findings.map((each) => (typeof one === 'string' ? { ...each, path: at } : each)));
  }
  if (verify !== undefined) {
    const at = [...path, 'verify'];
    const { reading, all, within: _within, every: _every, ...rest } = verify;
    if ((reading === undefined) === (all === undefined))
      found.push(
        finding(at, 'A verify looks at one reading, or at several under `all`.', 'Write `reading: …` or `all: […]`.'),
      );
    else if (reading !== undefined) found.push(...lintReading({ reading, ...rest }, at, true));
    else for (const [index, one] of all!.entries()) found.push(...lintReading(one, [...at, 'all', index], true));
  }
  if (call !== undefined) found.push(...lintCall(call, [...path, 'call'], runbooks, true));
  if (manual !== undefined && manual !== true) {
    const values = (manual.answers ?? []).map((answer) => (typeof answer === 'string' ? answer : answer.value));
    const twice = values.findIndex((value, index) => values.indexOf(value) !== index);
    if (twice >= 0)
      found.push(finding([...path, 'manual', 'answers', twice], `The answer "${values[twice]}" stands here twice.`));
    for (const [index, offer] of (manual.offers ?? []).entries())
      found.push(...lintCall(offer, [...path, 'manual', 'offers', index], runbooks, false));
  }
  if (http !== undefined) found.push(...lintHttp(http, [...path, 'http']));
  if (command !== undefined) found.push(...lintCommand(command, [...path, 'command']));
  return found;
}

/** An offer may leave parameters open: a person fills them in. */
function lintCall(call: Call, path: Path, runbooks: KnownRunbooks, whole: boolean): readonly Finding[] {
  if (runbooks === null) return [];
  const runbook = runbooks.get(call.runbook);
  if (runbook === undefined)
    return [
      finding(
        [...path, 'runbook'],
        `There is no runbook \`${call.runbook}\`.`,
        didYouMean(call.runbook, [...runbooks.keys()]),
      ),
    ];
  const names = runbook.fields.map(({ name }) => name);
  const given = Object.keys(call.with ?? {});
  const strangers = given
    .filter((name) => !names.includes(name))
    .map((name) =>
      finding(
        [...path, 'with', name],
        `${call.runbook} has no parameter \`${name}\`.`,
        names.length === 0 ? 'It takes none.' : didYouMean(name, names),
        'key',
      ),
    );
  const missing = runbook.fields.filter(({ name, required }) => whole && required && !given.includes(name));
  return [
    ...strangers,
    ...missing.map(({ name }) => finding(path, `${call.runbook} needs \`${name}\`.`, `Write it under \`with\`.`)),
  ];
}

function lintHttp(http: Http, path: Path): readonly Finding[] {
  const found: Finding[] = [];
  const isPost = http.method === 'POST';
  if (isPost && http.changes !== true)
    found.push(
      finding([...path, 'method'], 'A POST may change something.', 'Write `changes: true` beside it, or use GET.'),
    );
  if (http.changes === true && !isPost)
    found.push(finding([...path, 'changes'], 'Only a POST changes something.', 'Write `method: POST`.', 'key'));
  if (http.body !== undefined && !isPost)
    found.push(finding([...path, 'body'], 'Only a POST has a body.', null, 'key'));
  if (http.contains !== undefined && http.method === 'HEAD')
    found.push(finding([...path, 'contains'], 'The answer to HEAD has no body.', 'Use GET.', 'key'));
  if (http.repeatable !== undefined && http.changes !== true)
    found.push(finding([...path, 'repeatable'], '`repeatable` is for what changes something.', null, 'key'));
  if (placesIn(http.url).length === 0 && !/^https?:\/\/[^\s@]+$/.test(http.url))
    found.push(
      finding(
        [...path, 'url'],
        'This is not an http or https address.',
        'For example https://app-1.example/health, without a user or password.',
      ),
    );
  return [...found, ...lintPolling(http, path)];
}

function lintCommand(command: Command, path: Path): readonly Finding[] {
  const found: Finding[] = [];
  const [program] = command.argv;
  if (placesIn(program!).length > 0)
    found.push(
      finding(
        [...path, 'argv', 0],
        'Which program is run stands in the file itself.',
        'Write its name without places.',
      ),
    );
  if (/\s/.test(program!))
    found.push(
      finding(
        [...path, 'argv', 0],
        'The program and its arguments stand apart.',
        'For example argv: [docker, ps, --all]; no shell reads them.',
      ),
    );
  if (command.cwd !== undefined && !/^(\/|[A-Za-z]:\\)/.test(command.cwd))
    found.push(finding([...path, 'cwd'], 'The folder must be an absolute path.'));
  for (const name of ['repeatable', 'done-when'] as const)
    if (command[name] !== undefined && !command.changes)
      found.push(
        finding(
          [...path, name],
          `\`${name}\` is for commands that change something.`,
          'Write `changes: true`, or remove it.',
          'key',
        ),
      );
  const doneWhen = command['done-when'];
  if (doneWhen !== undefined) {
    for (const [index, one] of (Array.isArray(doneWhen) ? doneWhen : [doneWhen]).entries())
      found.push(
        ...lintReading(one, Array.isArray(doneWhen) ? [...path, 'done-when', index] : [...path, 'done-when'], true),
      );
  }
  return [...found, ...lintPolling(command, path)];
}

function lintPolling(
  part: {
    readonly within?: string | undefined;
    readonly every?: string | undefined;
    readonly changes?: boolean | undefined;
  },
  path: Path,
): readonly Finding[] {
  if (part.within !== undefined && part.changes === true)
    return [
      finding(
        [...path, 'within'],
        'What changes something is not asked again and again.',
        'Remove `within`; a `verify` step after it can wait.',
        'key',
      ),
    ];
  if (part.every !== undefined && part.within === undefined)
    return [finding([...path, 'every'], '`every` needs `within`.', 'Say how long: `within: 2 min`.', 'key')];
  return [];
}

function lintOptions(step: FileStep, part: StepPart, path: Path): readonly Finding[] {
  const found: Finding[] = [];
  const { http, command } = step;
  const repeatable =
    (command !== undefined && command.within === undefined && (!command.changes || command.repeatable === true)) ||
    (http?.changes === true && http.repeatable === true);
  if (step.retry !== undefined && !repeatable)
    found.push(
      finding(
        [...path, 'retry'],
        '`retry` is for what may be done twice.',
        'A command that changes nothing or is `repeatable`; for readings write `within`.',
        'key',
      ),
    );
  const canReport = part === 'check' || (http !== undefined && http.within === undefined && http.changes !== true);
  if (step.report !== undefined && !canReport)
    found.push(
      finding([...path, 'report'], '`report` is for checks.', 'Remove it; `look` never blocks anyway.', 'key'),
    );
  if (step.limit !== undefined && (part === 'call' || part === 'manual'))
    found.push(finding([...path, 'limit'], `A ${part} has no limit of its own.`, 'Remove it.', 'key'));
  return found;
}
