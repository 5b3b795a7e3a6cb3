// A run as Markdown, for the ticket or the post-mortem: plan, who decided what, readings, timings, result. Only what the
// journal holds.

import type { Plan, PlannedChange, PlannedStep, RunState, RunStep } from '../../shared/model/run.ts';
import { formatBytes, formatDuration, say, type Catalogue, type Text } from '../../shared/text.ts';
import type { RunRecord } from './run-record.ts';

type Words = (text: Text) => string;

export function reportOf(record: RunRecord, texts: Catalogue): string {
  const { run, plan, steps, outputs } = record.state;
  const words: Words = (text) => say(texts, text);
  const lines = [
    `# ${words(plan.title)}`,
    '',
    ...summaryLines(record),
    '',
    ...section(
      'Parameters',
      Object.entries(plan.parameters).map(([name, value]) => `- ${name}: \`${oneLine(value)}\``),
    ),
    ...section(
      'Warnings',
      plan.warnings.map((warning) => `- ${oneLine(words(warning))}`),
    ),
    ...section('What is different', differenceLinesOf(run.error?.details?.['differences'])),
    ...section('Changes', changesTable(plan, words)),
    ...section('Who decided what', decisionsTable(record, words)),
    ...section('Steps', stepsLines(record, words)),
    ...section('Measured', measureLines(record.state, words)),
    ...section(
      'Made',
      Object.entries(outputs).map(([name, value]) => `- ${name}: \`${oneLine(value)}\``),
    ),
    ...section('Way back', plan.wayBack ? [words(plan.wayBack)] : []),
    ...section('Not read at the end', unreadLines(steps, plan, words)),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function summaryLines({ state, leases, remarks, auditHead, decisions }: RunRecord): string[] {
  const { run, plan } = state;
  const result = run.error ? `${run.status}** – ${run.error.message}` : `${run.status}**`;
  const ended = run.endedMs === null ? 'not yet' : `${moment(run.endedMs)}, after ${span(run.startedMs, run.endedMs)}`;
  return [
    ...(run.dryRun ? ['**Dry run: nothing was sent that changes anything.**', ''] : []),
    `- Result: **${result}`,
    ...(run.error?.hint ? [`- Next: ${run.error.hint}`] : []),
    `- Run: \`${run.id}\` of \`${plan.runbookId}\` on ${plan.target}`,
    `- Operator: ${run.startedBy ?? run.operator}`,
    ...decisions
      .filter(({ what }) => what === 'handed over')
      .map(({ atMs, by, words }) => `- Handed over: ${moment(atMs)}, by ${by} ${oneLine(words)}`),
    `- Reason: ${run.reason === '' ? 'none given' : oneLine(run.reason)}`,
    `- Approved by: ${run.approvedBy ?? (plan.needsApproval ? 'nobody' : 'not asked')}`,
    `- Began: ${moment(run.startedMs)}`,
    `- Ended: ${ended}`,
    `- Plan: \`${plan.hash}\`${plan.from === null ? '' : `, from step \`${plan.from}\``}`,
    ...(auditHead === null
      ? []
      : [`- Audit: entry ${auditHead.number} of chain \`${auditHead.chain}\`, \`${auditHead.hash}\``]),
    ...(leases.length === 0
      ? []
      : [`- Held: ${leases.map(({ area, scope, fence }) => `${area}.${scope} (fence ${fence})`).join(', ')}`]),
    ...remarks.map((remark) => `- Mind: ${oneLine(remark)}`),
    ...(run.parentRunId === null ? [] : [`- Part of run: \`${run.parentRunId}\``]),
    ...(run.incidentId === null ? [] : [`- Incident: \`${run.incidentId}\``]),
    ...(run.scheduleId === null ? [] : [`- Schedule: \`${run.scheduleId}\``]),
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`## ${title}`, '', ...lines, ''];
}

function differenceLinesOf(differences: string | number | boolean | undefined): string[] {
  return typeof differences === 'string' ? differences.split('\n').map((line) => `- ${oneLine(line)}`) : [];
}

function changesTable(plan: Plan, words: Words): string[] {
  if (plan.changes.length === 0) return [];
  const rows = plan.changes.map(({ where, now, after, seen }) =>
    row([where, words(now) + (seen ? ` (${words(seen)})` : ''), words(after)]),
  );
  return [row(['where', 'before', 'after']), '|---|---|---|', ...rows];
}

function decisionsTable({ decisions, state }: RunRecord, words: Words): string[] {
  const titles = new Map(state.plan.steps.map(({ id, title }) => [id, words(title)]));
  const rows = decisions.map(({ atMs, by, what, stepId, words: said }) =>
    row([moment(atMs), by, what, stepId === null ? '' : (titles.get(stepId) ?? stepId), said]),
  );
  return [row(['when', 'who', 'did', 'step', 'words']), '|---|---|---|---|---|', ...rows];
}

function stepsLines({ state }: RunRecord, words: Words): string[] {
  let phase = '';
  return state.plan.steps.flatMap((step) => {
    const now = step.phase === undefined ? '' : words(step.phase);
    const heading = now !== '' && now !== phase ? ['', `### ${oneLine(now)}`, ''] : [];
    phase = now;
    return [...heading, ...stepLines(step, state.steps[step.id], words)];
  });
}

function stepLines(planned: PlannedStep, step: RunStep | undefined, words: Words): string[] {
  const took = step?.startedMs != null && step.endedMs !== null ? ` (${span(step.startedMs, step.endedMs)})` : '';
  const tries = step && step.attempt > 1 ? `, try ${step.attempt}` : '';
  return [
    `1. **${oneLine(words(planned.title))}** – ${planned.kind}, ${step?.status ?? 'pending'}${tries}${took}`,
    ...(step?.reading ? [`   - ${oneLine(words(step.reading))}`] : []),
    ...(step?.foreseen ?? []).map((change) => `   - ${oneLine(changeWords(change, words))}`),
    ...(step?.answer ? [`   - ${answerWords(planned, step.answer, words)}`] : []),
    ...planned.commands.map(({ where, command }) => `   - ${where}: \`${oneLine(command)}\``),
  ];
}

function changeWords({ where, now, after }: PlannedChange, words: Words): string {
  return `${where}: ${words(now)} → ${words(after)}`;
}

function answerWords(planned: PlannedStep, answer: NonNullable<RunStep['answer']>, words: Words): string {
  const label = planned.answers?.find(({ value }) => value === answer.value)?.label;
  const said = label === undefined ? answer.value : words(label);
  return oneLine(`${answer.by}: ${said}${answer.note === '' ? '' : ` – ${answer.note}`}`);
}

function measureLines({ measures, probe }: RunState, words: Words): string[] {
  const lines = Object.values(measures).map(({ label, value, unit }) => {
    const figure = unit === 'ms' ? formatDuration(value) : unit === 'bytes' ? formatBytes(value) : String(value);
    return `- ${words(label)}: ${figure}`;
  });
  const failed = Object.values(probe).filter(([, latencyMs]) => latencyMs === null).length;
  const points = Object.keys(probe).length;
  return points === 0 ? lines : [...lines, `- Probe: ${points} readings kept, ${failed} of them failed writes`];
}

function unreadLines(steps: RunState['steps'], plan: Plan, words: Words): string[] {
  return plan.steps
    .filter(({ id }) => steps[id]?.status === 'unknown')
    .map(({ title }) => `- Nobody can tell whether this happened: ${oneLine(words(title))}`);
}

function moment(ms: number): string {
  return new Date(ms).toISOString();
}

function span(fromMs: number, toMs: number): string {
  return formatDuration(toMs - fromMs);
}

function oneLine(value: string): string {
  return value.replaceAll(/\s+/g, ' ').trim();
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => oneLine(cell).replaceAll('|', '\\|')).join(' | ')} |`;
}
