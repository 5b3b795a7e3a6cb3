// A run as Markdown, for the ticket or the post-mortem: plan, readings, timings, result. Only what the journal holds.

import type { Plan, PlannedStep, RunState, RunStep } from '../../shared/model/run.ts';
import { formatBytes, formatDuration, say, type Catalogue, type Text } from '../../shared/text.ts';

export function reportOf(state: RunState, texts: Catalogue): string {
  const { run, plan } = state;
  const words = (text: Text): string => say(texts, text);
  const lines = [
    `# ${words(plan.title)}`,
    '',
    `- Result: **${run.status}**${run.error ? ` – ${run.error.message}` : ''}`,
    ...(run.error?.hint ? [`- Next: ${run.error.hint}`] : []),
    `- Run: \`${run.id}\` of \`${plan.runbookId}\` on ${plan.target}`,
    `- Operator: ${run.operator}`,
    `- Reason: ${run.reason === '' ? 'none given' : oneLine(run.reason)}`,
    `- Began: ${moment(run.startedMs)}`,
    `- Ended: ${run.endedMs === null ? 'not yet' : `${moment(run.endedMs)}, after ${formatDuration(run.endedMs - run.startedMs)}`}`,
    `- Plan: \`${plan.hash}\``,
    '',
    ...section(
      'Parameters',
      Object.entries(plan.parameters).map(([name, value]) => `- ${name}: \`${value}\``),
    ),
    ...section(
      'Warnings',
      plan.warnings.map((warning) => `- ${words(warning)}`),
    ),
    ...section('Changes', changesTable(plan, words)),
    ...section(
      'Steps',
      plan.steps.flatMap((step) => stepLines(step, state.steps[step.id], words)),
    ),
    ...section('Measured', measureLines(state, words)),
    ...section('Way back', plan.wayBack ? [words(plan.wayBack)] : []),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`## ${title}`, '', ...lines, ''];
}

function changesTable(plan: Plan, words: (text: Text) => string): string[] {
  if (plan.changes.length === 0) return [];
  const rows = plan.changes.map(
    ({ where, now, after }) => `| ${cell(where)} | ${cell(words(now))} | ${cell(words(after))} |`,
  );
  return ['| where | before | after |', '|---|---|---|', ...rows];
}

function stepLines(planned: PlannedStep, step: RunStep | undefined, words: (text: Text) => string): string[] {
  const took =
    step?.startedMs != null && step.endedMs !== null ? ` (${formatDuration(step.endedMs - step.startedMs)})` : '';
  return [
    `1. **${words(planned.title)}** – ${planned.kind}, ${step?.status ?? 'pending'}${took}`,
    ...(step?.reading ? [`   - ${oneLine(words(step.reading))}`] : []),
    ...planned.commands.map(({ where, command }) => `   - ${where}: \`${oneLine(command)}\``),
  ];
}

function measureLines({ measures, probe }: RunState, words: (text: Text) => string): string[] {
  const lines = Object.values(measures).map(({ label, value, unit }) => {
    const figure = unit === 'ms' ? formatDuration(value) : unit === 'bytes' ? formatBytes(value) : String(value);
    return `- ${words(label)}: ${figure}`;
  });
  const failed = Object.values(probe).filter(([, latencyMs]) => latencyMs === null).length;
  const points = Object.keys(probe).length;
  return points === 0 ? lines : [...lines, `- Probe: ${points} readings kept, ${failed} of them failed writes`];
}

function moment(ms: number): string {
  return new Date(ms).toISOString();
}

function oneLine(value: string): string {
  return value.replaceAll(/\s+/g, ' ').trim();
}

function cell(value: string): string {
  return oneLine(value).replaceAll('|', '\\|');
}
