// `marsad incident …`: declare, follow and close incidents, and get their post-mortem, from a terminal.

import { writeFile } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import { AppError } from '../../../shared/errors.ts';
import {
  INCIDENT_PHASES,
  inOrder,
  SEVERITIES,
  type IncidentPhase,
  type IncidentState,
  type IncidentSummary,
  type Severity,
} from '../../../shared/model/incident.ts';
import { formatDuration } from '../../../shared/text.ts';
import { sayServer } from '../../../shared/texts/server-texts.ts';
import { chooseProfile } from '../choose-profile.ts';
import { printable, style } from '../printer.ts';
import { addCommonOptions, runWithApp, stateOf, type AppSession, type CommonOptions } from '../session.ts';
import { section, table } from '../table.ts';

const HELP = `
<incident> is its id, or the beginning of it, or "last": the newest one that is open (of all, where none is).

JSON (--json):
  open:   {incidentId}
  list:   incidents[]: id, title, profileId, severity, phase, startedMs, declaredMs, respondedMs, resolvedMs, closedMs, declaredBy
  show:   the same of one, with impact, people[], measures {detectMs, respondMs, resolveMs}, tasks[]: id, phase, done,
          timeline[]: atMs, kind, health, title, detail, by, runId
  others: {incidentId}`;

interface OpenOptions extends CommonOptions {
  readonly severity: Severity;
  readonly impact: string;
  readonly people: readonly string[];
}

interface ReportOptions extends CommonOptions {
  readonly format: 'markdown' | 'pdf';
  readonly language: 'en' | 'ar';
  readonly out?: string;
}

export function registerIncident(program: Command): void {
  const incident = program
    .command('incident')
    .description('incidents: declare, follow, close, and their post-mortem')
    .addHelpText('after', HELP);
  const command = (usage: string, description: string): Command =>
    addCommonOptions(incident.command(usage)).description(description);

  command('open <title>', 'declare one')
    .addOption(new Option('--severity <severity>', severityHelp()).choices(SEVERITIES).default('SEV2'))
    .option('--impact <text>', 'who notices what', '')
    .option('--person <role:name>', 'who does what; may be given again', (word, all: string[]) => [...all, word], [])
    .action((title: string, options: OpenOptions & { readonly person: readonly string[] }) =>
      runWithApp(options, (session) => open(session, title, { ...options, people: options.person })),
    );
  command('list', 'all of them, newest first').action((options: CommonOptions) =>
    runWithApp(options, async (session) => {
      const incidents = await known(session);
      session.printer.result({ incidents }, () => listLines(incidents));
    }),
  );
  command('show <incident>', 'its timeline and measures').action((word: string, options: CommonOptions) =>
    onIncident(options, word, async (session, { id }) => {
      const state = await stateOf(session, 'incident.watch', { incidentId: id });
      session.printer.result(viewOf(state), () => showLines(state));
    }),
  );
  command('note <incident> <text...>', 'write something down').action(
    (word: string, text: readonly string[], options: CommonOptions) =>
      onIncident(options, word, async ({ app, printer, signal }, { id }) => {
        await app.call('incidents.note', { incidentId: id, text: text.join(' ') }, { signal });
        printer.result({ incidentId: id }, () => ['Written down.']);
      }),
  );
  command('advance <incident> [phase]', `to the next phase, or to one of ${INCIDENT_PHASES.join(', ')}`).action(
    (word: string, phase: string | undefined, options: CommonOptions) =>
      onIncident(options, word, async ({ app, printer, signal }, found) => {
        const to = phaseOf(phase, found);
        await app.call('incidents.advance', { incidentId: found.id, to }, { signal });
        printer.result({ incidentId: found.id }, () => [`Phase: ${to}`]);
      }),
  );
  command('close <incident>', 'it is over').action((word: string, options: CommonOptions) =>
    onIncident(options, word, async ({ app, printer, signal }, { id }) => {
      await app.call('incidents.close', { incidentId: id }, { signal });
      printer.result({ incidentId: id }, () => ['Closed.']);
    }),
  );
  command('reopen <incident>', 'it is not over after all')
    .requiredOption('--reason <text>', 'why')
    .action((word: string, options: CommonOptions & { readonly reason: string }) =>
      onIncident(options, word, async ({ app, printer, signal }, { id }) => {
        await app.call('incidents.reopen', { incidentId: id, reason: options.reason }, { signal });
        printer.result({ incidentId: id }, () => ['Open again.']);
      }),
    );
  command('report <incident>', 'the post-mortem document')
    .addOption(new Option('--format <format>', 'what to write').choices(['markdown', 'pdf']).default('markdown'))
    .addOption(new Option('--language <language>', 'of the headings').choices(['en', 'ar']).default('en'))
    .option('--out <file>', 'where to; without it Markdown goes to stdout')
    .action((word: string, options: ReportOptions) =>
      onIncident(options, word, (session, { id }) => report(session, id, options)),
    );
}

function severityHelp(): string {
  return SEVERITIES.map((severity) => `${severity}: ${sayServer({ key: `incident.severity.${severity}` })}`).join('; ');
}

async function open(session: AppSession, title: string, options: OpenOptions): Promise<void> {
  const { app, printer, signal } = session;
  const { profiles } = await stateOf(session, 'profiles.watch', {});
  const { profile } = chooseProfile(Object.values(profiles), options.profile);
  const { severity, impact } = options;
  const people = options.people.map(personOf);
  const order = { profileId: profile.id, title, severity, impact, people };
  const { incidentId } = await app.call('incidents.open', order, { signal });
  printer.result({ incidentId }, () => [`Declared: ${printable(title)}  ${style('dim', incidentId)}`]);
}

function personOf(word: string): { readonly role: string; readonly name: string } {
  const at = word.indexOf(':');
  return { role: word.slice(0, Math.max(0, at)).trim(), name: word.slice(at + 1).trim() };
}

/** Newest first; of one profile where one is named. */
async function known(session: AppSession): Promise<IncidentSummary[]> {
  const { incidents } = await stateOf(session, 'incidents.watch', {});
  const wanted = session.options.profile;
  return Object.values(incidents)
    .filter(({ profileId, profileName }) => wanted === undefined || profileId === wanted || profileName === wanted)
    .sort((a, b) => b.declaredMs - a.declaredMs);
}

function onIncident(
  options: CommonOptions,
  word: string,
  work: (session: AppSession, incident: IncidentSummary) => Promise<void>,
): Promise<void> {
  return runWithApp(options, async (session) => {
    const all = await known(session);
    const found =
      word === 'last'
        ? [all.find(({ closedMs }) => closedMs === null) ?? all[0]]
        : all.filter(({ id }) => id.startsWith(word));
    const [incident, ...others] = found;
    if (incident !== undefined && others.length === 0) return work(session, incident);
    throw new AppError(
      'not_found',
      others.length > 0 ? `${word} begins several incidents.` : `There is no incident ${word}.`,
      {
        hint:
          all.length === 0
            ? 'There is none yet.'
            : `There are: ${all
                .slice(0, 5)
                .map(({ id }) => id)
                .join(', ')}.`,
      },
    );
  });
}

function phaseOf(word: string | undefined, { phase }: IncidentSummary): IncidentPhase {
  const next = INCIDENT_PHASES[INCIDENT_PHASES.indexOf(phase) + 1] ?? phase;
  if (word === undefined) return next;
  const found = INCIDENT_PHASES.find((one) => one === word);
  if (found) return found;
  throw new AppError('bad_request', `There is no phase ${word}.`, {
    hint: `There are: ${INCIDENT_PHASES.join(', ')}.`,
  });
}

async function report({ app, printer, signal }: AppSession, incidentId: string, options: ReportOptions): Promise<void> {
  const { format, language, out } = options;
  const { content, encoding, fileName } = await app.call(
    'incidents.report',
    { incidentId, format, language },
    { signal },
  );
  if (out === undefined && encoding === 'base64')
    throw new AppError('bad_request', 'A PDF is written to a file.', { hint: `Add --out ${fileName}.` });
  if (out !== undefined) await writeFile(out, Buffer.from(content, encoding), { mode: 0o600 });
  printer.result(out === undefined ? { incidentId, content } : { incidentId, file: out }, () =>
    out === undefined ? content.split('\n') : [`Written: ${out}`],
  );
}

function listLines(incidents: readonly IncidentSummary[]): string[] {
  if (incidents.length === 0) return ['No incident was ever declared.'];
  return table(
    [{ title: 'id' }, { title: 'severity' }, { title: 'phase' }, { title: 'open', align: 'right' }, { title: 'title' }],
    incidents.map(({ id, severity, phase, closedMs, declaredMs, title }) => [
      id,
      severity,
      closedMs === null ? phase : 'closed',
      formatDuration((closedMs ?? Date.now()) - declaredMs),
      printable(title),
    ]),
  );
}

function viewOf({ incident, impact, people, measures, tasks, timeline }: IncidentState) {
  return {
    ...incident,
    impact,
    people,
    measures,
    tasks: Object.values(tasks),
    timeline: inOrder(timeline).map(({ atMs, kind, health, title, detail, detailText, by, runId }) => ({
      atMs,
      kind,
      health,
      title: sayServer(title),
      detail: detail ?? (detailText === null ? null : sayServer(detailText)),
      by,
      runId,
    })),
  };
}

function showLines(state: IncidentState): string[] {
  const { incident, measures } = state;
  const view = viewOf(state);
  const measured = (name: string, ms: number | null): string =>
    `${name} ${ms === null ? 'not yet' : formatDuration(ms)}`;
  return [
    `${style('bold', printable(incident.title))}  ${incident.severity}  ${incident.closedMs === null ? incident.phase : 'closed'}  ${style('dim', incident.id)}`,
    `${measured('detected after', measures.detectMs)}, ${measured('responded after', measures.respondMs)}, ${measured('resolved after', measures.resolveMs)}`,
    ...(state.impact === '' ? [] : [printable(state.impact)]),
    '',
    ...section(
      'Timeline',
      view.timeline.map(({ atMs, kind, health, title, detail, by }) => {
        const isCause = kind === 'problem' && health !== 'healthy'; // what to do about it is in the console, not in the past
        const more = detail === null || isCause ? '' : `: ${printable(detail)}`;
        const who = by === null ? '' : style('dim', `  ${printable(by)}`);
        return `${style('dim', new Date(atMs).toISOString().slice(0, 19))}  ${kind.padEnd(8)}  ${printable(title)}${more}${who}`;
      }),
    ),
  ];
}
